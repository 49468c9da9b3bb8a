from auditlib.graphs.history import WIDE_COMMIT, find_couplings, find_hotspots
from auditlib.model import Commit


def commits(*paths):
    return [Commit(f"{number:x}", number, tuple(touched.split())) for number, touched in enumerate(paths)]


def test_hotspot_is_complex_and_changes_often():
    history = commits("a b", "a b", "a", "b c", "a")

    spots = find_hotspots(history, {"a": 40, "b": 2, "c": 90})

    assert [(spot.path, spot.commits, spot.cyclomatic) for spot in spots] == [("a", 4, 40), ("b", 3, 2)]
    assert spots[0].score > spots[1].score


def test_file_that_changed_once_is_no_hotspot():
    assert find_hotspots(commits("a"), {"a": 99}) == ()


def test_path_counts_once_a_commit_and_only_if_it_is_known():
    (spot,) = find_hotspots([Commit("1", 1, ("a", "a", "gone")), Commit("2", 2, ("a",))], {"a": 1})

    assert spot.commits == 2


def test_coupling_counts_shared_commits_of_either():
    (pair,) = find_couplings(commits("a b", "a b", "b a", "a", "b"), ["a", "b", "c"])

    assert (pair.first, pair.second, pair.shared, pair.either, pair.degree) == ("a", "b", 3, 5, 0.6)


def test_wide_commit_couples_nothing():
    wide = " ".join(f"f{number}" for number in range(WIDE_COMMIT + 1))

    assert find_couplings(commits(wide, wide, wide), wide.split()) == ()


def test_seldom_shared_is_no_coupling():
    assert find_couplings(commits("a b", "a b", *["a"] * 3, "a b", *["b"] * 20), ["a", "b"]) == ()
