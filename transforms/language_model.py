"""The statistical model of languages (py3langid), read in small pieces and for few languages.

Its own loader holds the whole model twice; a worker has not so much memory to spare.
"""

from __future__ import annotations

import lzma
import tempfile
from collections.abc import Callable

PIECE = 1 << 20  # bytes

Classify = Callable[[str], tuple[str, float]]  # text → ISO 639-1 code of the likeliest language, and its probability


def load_classifier(languages: frozenset[str]) -> Classify:
    """The model for these languages; it takes about a second and 50 MB. Those that it does not know are passed over."""
    import numpy  # comes with py3langid; both only where a text is in doubt
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    with tempfile.TemporaryFile() as unpacked:
        with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
            while piece := packed.read(PIECE):
                unpacked.write(piece)
        unpacked.seek(0)
        with numpy.load(unpacked, allow_pickle=False) as model:
            known: list[str] = model["classes"].tolist()
            columns = [place for place, code in enumerate(known) if code in languages]
            weights = model["ptc"][:, columns].copy()
            steps = memoryview(model["nextmove"])
            identifier = LanguageIdentifier(
                weights,
                model["pc"][columns],
                [known[place] for place in columns],
                steps,
                model["out_feat"].tolist(),
                norm_probs=True,
                tk_row=model["nextmove_row"].tolist(),
            )
    return identifier.classify  # type: ignore[no-any-return]
