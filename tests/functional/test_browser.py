"""The pages in a real browser: quiet, offline, no sideways scroll, readable, reachable by keyboard."""

import shutil

import pytest

import auditlib

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = ("index", "00_overview", "10_duplication_map", "40_compliance", "70_import_graph")
SMALL_TEXT = 4.5  # WCAG 2.2 AA

CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const poor = [];
  const words = "p,a,td,th,h1,h2,h3,li,summary,code,span,strong,caption,button,mark,text";
  for (const e of document.querySelectorAll(words)) {
    if (!e.textContent.trim() || !e.checkVisibility()) continue;
    const style = getComputedStyle(e);
    const ink = parse(e.tagName === "text" ? style.fill : style.color);
    const [a, b] = [light(ink), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < SMALL_TEXT) poor.push([e.tagName, e.className.toString(), e.textContent.slice(0, 40), ratio]);
  }
  return poor;
}""".replace("SMALL_TEXT", str(SMALL_TEXT))

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium was found")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The folder of a run of the demo."""
    return auditlib.demo(out=tmp_path_factory.mktemp("demo"), jobs=2).folder


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser, pages):
    """Open a page; what the browser complains of or asks for is collected in `page.told` and `page.asked`."""
    contexts = []

    def open_page(name, *, width=1280, scheme="light", script=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        page.told, page.asked = [], []
        page.on("console", lambda message: page.told.append(message.text))
        page.on("pageerror", lambda error: page.told.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto((pages / f"{name}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_quiet_offline_and_no_wider_than_the_screen(visit, name, width, scheme):
    page = visit(name, width=width, scheme=scheme)

    assert page.told == []
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in page.asked if url.startswith("file:")]) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRASTS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_copies_stand_beside_one_another_where_there_is_room_and_below_where_not(visit, width, scheme):
    page = visit("10_duplication_map", width=width, scheme=scheme)

    page.evaluate("document.querySelectorAll('.al-pairs details').forEach((one) => { one.open = true; })")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRASTS) == []
    row = page.locator(".al-pair tr.d:has(td:nth-child(2) mark):has(td:nth-child(4) mark)").first
    left, right = (row.locator("td").nth(cell).bounding_box() for cell in (1, 3))
    assert (left["y"] < right["y"]) == (width < 768)


@pytest.mark.parametrize("name", PAGES)
def test_everything_is_readable_without_script(visit, name):
    page = visit(name, script=False)

    assert page.locator("h1").count() == 1
    assert page.locator(".al-card").first.is_visible()


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(visit, pages, name):
    page = visit(name)

    links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
    anchors = set(page.eval_on_selector_all("[id]", "all => all.map(one => one.id)"))
    inside = [link[1:] for link in links if link.startswith("#")]
    beside = [link.partition("#")[0] for link in links if not link.startswith("#")]
    assert [link for link in inside if link not in anchors] == []
    assert [link for link in beside if not (pages / link).exists()] == []


@pytest.mark.parametrize("name", PAGES)
def test_labels_of_figures_are_not_clipped(visit, name):
    page = visit(name, width=390)

    clipped = page.evaluate("""() => [...document.querySelectorAll("svg text")].filter((text) => {
      const box = text.getBoundingClientRect(), frame = text.ownerSVGElement.getBoundingClientRect();
      return box.left < frame.left - 1 || box.right > frame.right + 1;
    }).map((text) => text.textContent)""")

    assert clipped == []


def test_keyboard_reaches_the_content_and_every_control(visit):
    page = visit("70_import_graph")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName"))
    assert {"A", "SUMMARY", "BUTTON", "INPUT"} <= reached


def test_table_is_sorted_by_a_click_on_its_head(visit):
    page = visit("00_overview")
    table = page.locator("table", has_text="cyclomatic").last
    column = 4  # lines

    table.locator("th button").nth(column).click()
    values = [int(row.locator("td").nth(column).inner_text()) for row in table.locator("tbody tr").all()]

    assert values == sorted(values)
    assert table.locator("th").nth(column).get_attribute("aria-sort") == "ascending"


def test_table_is_filtered_as_one_types(visit):
    page = visit("70_import_graph")
    field = page.get_by_label("Filter rows of: Coupling")
    rows = page.locator("table", has=page.locator("caption", has_text="Coupling")).locator("tbody tr")

    field.fill("performance/")

    shown = [row.inner_text() for row in rows.all() if row.is_visible()]
    assert shown
    assert all("performance/" in text for text in shown)


def test_pointing_at_a_module_shows_its_neighbours(visit):
    page = visit("70_import_graph")
    picture = page.locator("svg.al-svg").first

    picture.locator(".al-node").first.hover()

    assert "hot" in picture.get_attribute("class")
    assert 1 < picture.locator(".al-node.on").count() < picture.locator(".al-node").count()


def test_printed_page_has_no_controls(visit):
    page = visit("70_import_graph")

    page.emulate_media(media="print")

    assert not page.locator(".contents").is_visible()
    assert not page.locator("input.filter").first.is_visible()
