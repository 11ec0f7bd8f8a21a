"""A title's story: deliveries, changes, members and why they belong, where each field comes from, all publications."""

from metadata.story.tell import explain, refined_again, told

__all__ = ["explain", "refined_again", "told"]
