"""How one disclosure stands to others, in words."""

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from catalog.disclosures import authenticity
from catalog.disclosures.authenticity import Standing
from catalog.models import Disclosure, Relation

BACK = {
    Relation.Kind.SUPERSEDES: pgettext_lazy("relation, seen from the earlier", "is replaced by"),
    Relation.Kind.CLARIFIES: pgettext_lazy("relation, seen from the earlier", "is cleared up by"),
    Relation.Kind.INTERPRETS: pgettext_lazy("relation, seen from the earlier", "is interpreted by"),
    Relation.Kind.HANDLES: pgettext_lazy("relation, seen from the earlier", "opinions on it are handled in"),
    Relation.Kind.BELONGS: pgettext_lazy("relation, seen from the earlier", "belongs with"),
}


def relations_of(
    found: Disclosure,
) -> tuple[list[tuple[str, Disclosure, Standing | None]], Disclosure | None]:
    """How ``found`` stands to other public disclosures, in words, and the one that replaces it, if any. Of each, what
    differs from what was published."""
    related = Relation.objects.filter(Q(later=found) | Q(earlier=found)).select_related("later", "earlier")
    lines: list[tuple[str, Disclosure]] = []
    replaced_by = None
    for relation in related:
        is_later = relation.later_id == found.pk
        other = relation.earlier if is_later else relation.later
        if not other.is_public:
            continue
        if is_later:
            lines.append((relation.get_kind_display(), other))
        else:
            lines.append((str(BACK[Relation.Kind(relation.kind)]), other))
            replaced_by = other if relation.kind == Relation.Kind.SUPERSEDES else replaced_by
    differing = authenticity.differing(other.pk for _words, other in lines)
    return [(words, other, differing.get(other.pk)) for words, other in lines], replaced_by
