"""Approval: what a gate holds is put to a person as a question, and the answer is carried out.

    waiting   what is held, and what exactly a person is asked about
    samples   records as they are and as they would be
    question  the question in words, as Markdown
    answer    what becomes of what was held

Who is asked, when, and how long a question stands is for the caller.
"""

from metadata.approval.answer import Answer, carry_out
from metadata.approval.question import Question, question_of
from metadata.approval.waiting import Held, waiting

__all__ = ["Answer", "Held", "Question", "carry_out", "question_of", "waiting"]
