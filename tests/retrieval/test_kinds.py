import pytest

from retrieval.kinds import choose_kind, choose_way, list_count


@pytest.mark.parametrize(
    ("count", "gpus", "kind"),
    [
        (0, 0, "flat"),
        (20_000, 0, "flat"),
        (20_001, 0, "hnsw"),
        (2_000_000, 0, "hnsw"),
        (2_000_001, 0, "ivf-pq"),
        (20_001, 1, "flat"),
        (1_000_000, 1, "flat"),
        (1_000_001, 1, "ivf-pq"),
        (5_000_000, 8, "ivf-pq"),
    ],
)
def test_the_kind_follows_from_the_size_and_the_gpus(count, gpus, kind):
    assert choose_kind(count, gpus) == kind


@pytest.mark.parametrize(
    ("kind", "count", "allowed", "way"),
    [
        ("flat", 10_000, 0, "none"),
        ("hnsw", 1_000_000, 0, "none"),
        ("flat", 10_000, 1_500, "scan"),
        ("hnsw", 1_000_000, 1_500, "scan"),
        ("ivf-pq", 3_000_000, 10, "scan"),
        ("flat", 1_000, 1_000, "all"),
        ("flat", 10_000, 1_501, "all"),
        ("packed", 1_000_000, 100_000, "all"),
        ("hnsw", 1_000_000, 1_000_000, "graph"),
        ("hnsw", 1_000_000, 700_000, "graph"),
        ("hnsw", 1_000_000, 100_000, "lists"),
        ("ivf-pq", 3_000_000, 3_000_000, "lists"),
    ],
)
def test_the_way_follows_from_what_the_filter_keeps(kind, count, allowed, way):
    assert choose_way(kind, count, allowed) == way


@pytest.mark.parametrize(("count", "lists"), [(0, 16), (20_001, 512), (1_000_000, 4096), (10**9, 65_536)])
def test_lists_grow_with_the_root(count, lists):
    assert list_count(count) == lists
