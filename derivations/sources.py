"""Where a formula comes from: the works cited, and the place in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """A publication, a code repository, or linrec itself.

    Args:
        key: BibTeX key.
        author: BibTeX author field.
        title: its title.
        year: year of the version read.
        version: which text was read.
        venue: where it appeared.
    """

    key: str
    author: str
    title: str
    year: int
    version: str
    venue: str

    @property
    def bibtex(self) -> str:
        """The BibTeX entry of the work."""
        fields = {
            "author": self.author,
            "title": f"{{{self.title}}}",
            "howpublished": self.venue,
            "year": str(self.year),
            "note": self.version,
        }
        body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        return f"@misc{{{self.key},\n{body}\n}}\n"


@dataclass(frozen=True)
class Source:
    """A place in a work.

    Args:
        work: the work.
        place: equation, section or notebook cell.
        transcription: true when the wording is known from one scan only.
    """

    work: Work
    place: str
    transcription: bool = False

    def __str__(self) -> str:
        mark = " (transcription)" if self.transcription else ""
        return f"{self.work.key}, {self.place}{mark}"


LINREC = Work(
    "linrec",
    "{The linrec authors}",
    "linrec: closed forms for the memory of recurrent networks",
    2026,
    "derived from the stationarity equations",
    "software",
)
PAPER = Work(
    "zucchet2024recurrent",
    "Zucchet, Nicolas and Orvieto, Antonio",
    "Recurrent neural networks: vanishing and exploding gradients are not the end of the story",
    2024,
    "NeurIPS 2024 version, with its appendix",
    "Advances in Neural Information Processing Systems 37",
)
COMPANION = Work(
    "zucchet2024code",
    "Zucchet, Nicolas",
    "Companion notebooks of `Recurrent neural networks: vanishing and exploding gradients "
    "are not the end of the story'",
    2024,
    "executed notebooks of the public repository",
    "code repository",
)
WORKS = (LINREC, PAPER, COMPANION)
