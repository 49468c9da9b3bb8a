"""Commits of public repositories and the API breaks that each diff holds, read by hand: labels only, no code.

A label is (path at the parent, qualified name, kind). What counts as public, and as one break, says README.md.
"""

from __future__ import annotations

from typing import NamedTuple

CONSTRUCTOR = "__init__"


class Label(NamedTuple):
    """One break."""

    path: str
    qualname: str
    kind: str


class Change(NamedTuple):
    """One commit against its first parent; `package` is where the importable package lies."""

    repository: str
    sha: str
    package: str
    labels: tuple[Label, ...]


TUNE = ("encode/httpx", "streamlink/streamlink", "pallets/click")
REPORT = ("encode/starlette", "pallets/werkzeug", "encode/uvicorn", "jupyterhub/jupyterhub")

PACKAGES = {
    "encode/httpx": "httpx",
    "streamlink/streamlink": "src/streamlink",
    "pallets/click": "src/click",
    "encode/starlette": "starlette",
    "pallets/werkzeug": "src/werkzeug",
    "encode/uvicorn": "uvicorn",
    "jupyterhub/jupyterhub": "jupyterhub",
}

_LABELS: dict[tuple[str, str], dict[str, str]] = {
    ("encode/httpx", "7b19cd5f"): {},
    ("encode/httpx", "6212e8fa"): {},
    ("encode/httpx", "359f77d4"): {},
    ("encode/httpx", "f1157dbc"): {},
    ("encode/httpx", "75a13a15"): {},
    ("encode/httpx", "9baf3a6c"): {"_urls.py:URL.raw": "removed"},
    ("encode/httpx", "073a3284"): {"_models.py:Response.__init__": "parameter_removed"},
    ("encode/httpx", "d0fe1139"): {"_models.py:Response.apparent_encoding": "removed"},
    ("encode/httpx", "a783fe57"): {"_models.py:Request.timer": "removed"},
    ("encode/httpx", "682cad39"): {},
    ("encode/httpx", "71d52343"): {},
    ("encode/httpx", "8ed7e52a"): {"_models.py:URL.full_path": "setter_removed"},
    ("encode/httpx", "d07c4b44"): {},
    ("encode/httpx", "83a85189"): {},
    ("encode/httpx", "4c01117d"): {},
    ("streamlink/streamlink", "9e3cb99b2"): {
        "stream/hls/hls.py:MuxedHLSStream.__init__": "parameter_removed",
        "stream/hls/hls.py:HLSStream.__init__": "parameter_removed",
        "stream/hls/hls.py:MuxedHLSStream.url_master": "removed",
        "stream/hls/hls.py:HLSStream.url_master": "removed",
    },
    ("streamlink/streamlink", "566d1656e"): {
        "plugin/api/__init__.py:HTTPSession": "export_lost",
        "plugin/api/http_session.py:HTTPSession": "export_lost",
        "plugin/api/http_session.py:TLSNoDHAdapter": "export_lost",
        "plugin/api/http_session.py:TLSSecLevel1Adapter": "export_lost",
    },
    ("streamlink/streamlink", "0483966ae"): {"stream/dash/manifest.py:Segment": "renamed"},
    ("streamlink/streamlink", "7dfd68905"): {
        "stream/dash/manifest.py:DASHSegment.url": "renamed",
        "stream/dash/manifest.py:DASHSegment.__init__": "parameter_renamed",
    },
    ("streamlink/streamlink", "9eee9309a"): {
        "stream/dash/manifest.py:DASHSegment.number": "renamed",
        "stream/dash/manifest.py:DASHSegment.__init__": "parameter_removed parameter_required",
    },
    ("streamlink/streamlink", "33740b623"): {},
    ("streamlink/streamlink", "32e4ff665"): {"stream/dash/manifest.py:SEGMENT_TIME_FORMAT": "moved"},
    ("streamlink/streamlink", "173b8c937"): {
        "stream/hls/m3u8.py:Segment": "renamed",
        "stream/hls/m3u8.py:Playlist": "renamed",
        "plugins/twitch.py:TwitchSegment": "renamed",
    },
    ("streamlink/streamlink", "b82adee59"): {},  # `__all__` is ["Streamlink"]: StreamlinkOptions is not public
    ("pallets/click", "d88e771a"): {"termui.py:get_terminal_size": "removed"},
    ("pallets/click", "f00d15ee"): {"core.py:MultiCommand.resultcallback": "removed"},
    ("pallets/click", "b1e7858c"): {"core.py:MultiCommand.result_callback": "became_method"},
    ("pallets/click", "6143675b"): {},
    ("pallets/click", "5cddd7f6"): {"core.py:invoke_param_callback": "removed"},
    ("pallets/click", "51736b95"): {"core.py:Parameter.__init__": "parameter_removed"},
    ("encode/starlette", "82c61055"): {"requests.py:HTTPConnection.database": "removed"},
    ("encode/starlette", "5584568f"): {
        "applications.py:Starlette.add_graphql_route": "removed",
        "routing.py:Router.add_graphql_route": "removed",
    },
    ("encode/starlette", "cdb08bc6"): {"staticfiles.py:StaticFile": "removed"},
    ("encode/starlette", "828ee474"): {"decorators.py:asgi_application": "removed"},
    ("encode/starlette", "ce0709d3"): {},
    ("encode/starlette", "6d04e284"): {
        "middleware/lifespan.py:LifespanHandler.send_buffer": "removed",
        "middleware/lifespan.py:LifespanHandler.receive_buffer": "removed",
        "middleware/lifespan.py:LifespanHandler.run_inner": "removed",
    },
    ("pallets/werkzeug", "56f82079"): {
        "test.py:Client.cookie_jar": "removed",
        "test.py:Client.set_cookie": "parameter_removed",
        "test.py:Client.delete_cookie": "parameter_removed",
    },
    ("pallets/werkzeug", "4c769c91"): {
        "http.py:quote_header_value": "parameter_removed",
        "http.py:unquote_header_value": "parameter_removed",
        "http.py:dump_header": "parameter_removed",
        "http.py:parse_dict_header": "parameter_removed",
    },
    ("pallets/werkzeug", "7e626b81"): {"http.py:parse_options_header": "parameter_removed"},
    ("pallets/werkzeug", "1babf75f"): {"routing/matcher.py:TableMatcher": "removed"},
    ("pallets/werkzeug", "7ad76a7e"): {
        "filesystem.py:has_likely_buggy_unicode_filesystem": "removed",
        "filesystem.py:BrokenFilesystemWarning": "removed",
        "filesystem.py:get_filesystem_encoding": "removed",
    },
    ("pallets/werkzeug", "70fc8013"): {"utils.py:format_string": "removed"},
    ("pallets/werkzeug", "ee63ecb0"): {
        "utils.py:validate_arguments": "removed",
        "utils.py:bind_arguments": "removed",
        "utils.py:ArgumentValidationError": "removed",
    },
    ("pallets/werkzeug", "2289ea00"): {
        "utils.py:invalidate_cached_property": "removed",
        "urls.py:Href": "removed",
        "urls.py:url_decode": "parameter_removed",
        "urls.py:url_decode_stream": "parameter_removed",
        "urls.py:url_encode": "parameter_removed",
        "urls.py:url_encode_stream": "parameter_removed",
    },
    ("pallets/werkzeug", "9dee4cde"): {
        "local.py:get_ident": "removed",
        "local.py:Local.__storage__": "removed",
        "local.py:Local.__ident_func__": "removed",
        "local.py:LocalStack.__ident_func__": "removed",
        "local.py:LocalManager.__init__": "parameter_removed",
        "local.py:LocalManager.ident_func": "removed",
        "local.py:LocalManager.get_ident": "removed",
    },
    ("pallets/werkzeug", "b38fe5d5"): {"datastructures/headers.py:csp_property": "moved"},
    ("pallets/werkzeug", "b42d1a4b"): {},
    ("pallets/werkzeug", "81d2ed03"): {},
    ("pallets/werkzeug", "c741436a"): {
        "routing/exceptions.py:RequestAliasRedirect.__init__": "parameter_required",
        "routing/rules.py:Rule.match": "removed",
    },
    ("encode/uvicorn", "3aa1d010"): {
        "supervisors/watchgodreload.py:CustomWatcher": "removed",
        "supervisors/watchgodreload.py:WatchGodReload": "removed",
    },
    ("encode/uvicorn", "53d7d1ed"): {
        "protocols/websockets/wsproto_impl.py:WSProtocol.handle_no_connect": "removed",
    },
    ("encode/uvicorn", "b48d32d1"): {
        "logging.py:TRACE_LOG_LEVEL": "moved",
        "logging.py:ColourizedFormatter": "moved",
        "logging.py:DefaultFormatter": "moved",
        "logging.py:AccessFormatter": "moved",
    },
    ("encode/uvicorn", "a1bbafdb"): {
        "main.py:Server.run": "parameter_removed",
        "main.py:Server.serve": "parameter_removed",
        "main.py:Server.shutdown": "parameter_removed",
    },
    ("encode/uvicorn", "e55bd891"): {
        "supervisors/watchdogreload.py:WatchdogReload": "removed",
        "supervisors/watchdogreload.py:ChangeEventHandler": "removed",
    },
    ("jupyterhub/jupyterhub", "33c8f356"): {"auth.py:Authenticator.run_post_auth_hook": "parameter_renamed"},
    ("jupyterhub/jupyterhub", "b9c83cf7"): {},
}


def changes() -> list[Change]:
    """Every labelled commit."""
    return [
        Change(repository, sha, PACKAGES[repository], tuple(_labels(PACKAGES[repository], found)))
        for (repository, sha), found in _LABELS.items()
    ]


def _labels(package: str, found: dict[str, str]) -> list[Label]:
    places = [(*place.split(":"), kind) for place, kinds in found.items() for kind in kinds.split()]
    return [Label(f"{package}/{path}", qualname, kind) for path, qualname, kind in places]
