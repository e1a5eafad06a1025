"""What a result depends on changes with every source, and with nothing else."""

from __future__ import annotations

from pathlib import Path

from verification.origin import PACKAGES, digest, origin

ROOT = Path(__file__).resolve().parents[2]


def tree(root: Path) -> Path:
    for package in PACKAGES:
        (root / package / "inner").mkdir(parents=True)
        (root / package / "inner" / "a.py").write_text(package, encoding="utf-8")
    (root / "verification" / "latex.lark").write_text("start: A", encoding="utf-8")
    return root


def test_it_is_the_same_every_time() -> None:
    found = origin()
    assert found == origin()
    assert set(found) == {"linrec", "with"}
    assert found["linrec"].endswith(f"sources {digest(ROOT)}")
    assert "sympy" in found["with"]
    assert "unknown" not in found["with"]


def test_every_source_counts(tmp_path: Path) -> None:
    root = tree(tmp_path / "one")
    seen = {digest(root)}
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        path.write_bytes(path.read_bytes() + b" ")
        seen.add(digest(root))
    (root / "numerics" / "b.py").write_text("", encoding="utf-8")
    seen.add(digest(root))
    (root / "numerics" / "b.py").rename(root / "numerics" / "c.py")
    seen.add(digest(root))
    assert len(seen) == len(PACKAGES) + 4


def test_nothing_else_counts(tmp_path: Path) -> None:
    one, two = tree(tmp_path / "one"), tree(tmp_path / "two")
    (one / "numerics" / "__pycache__").mkdir()
    (one / "numerics" / "__pycache__" / "a.pyc").write_bytes(b"x")
    (one / "tests").mkdir()
    (one / "tests" / "a.py").write_text("", encoding="utf-8")
    assert digest(one) == digest(two)
