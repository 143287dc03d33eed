"""Words that say nothing of the subject (stop words), and about how often the commonest words are written."""

_FR = """
a à ai aie aient ait alors après as assez au aucun aucune aujourd aura aurait aussi autre autres aux avaient avais avait avant avec avez avoir avons ayant
beaucoup bien bon bonjour bonsoir c ça car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci comme comment contre d dans de dedans dehors déjà
demain depuis derrière des dès deux devant doit donc dont du durant elle elles en encore enfin entre es est et étaient étais était étant été être eu eux
faire fais fait faites faut fois font fut grâce hier hors hui ici il ils j jamais je jusqu jusque l la là laquelle le lequel les lesquels leur leurs lors lorsque lui
m ma mais malgré me même mêmes merci mes mieux moi moins mon n ne ni non nos notre nôtre nous on ont ou où oui par parce parmi pas pendant peu peut peuvent peux plus plusieurs
plutôt pour pourquoi pourtant près puis puisque qu quand que quel quelle quelles quelqu quelque quelques quels qui quoi rien s sa sans sauf se selon sera serait seront ses seulement
si sinon soi soient sois soit sommes son sont sous souvent suis sur surtout t ta tandis tant te tel telle tellement tels tes toi ton toujours tous tout toute toutes très trop tu
un une va vais vers veut veux via voici voilà voir vont vos votre vôtre vous vraiment vu y cc svp stp rt via http https www com fr déjà juste ok oh ah
""".split()  # noqa: SIM905
_EN = """
a about above after again all almost also although always am an and any are as at away back be because been before being below between both but by can cannot come could d did do
does doing don done down during each either else even ever every few for from further gave get gets give go goes going gone got had has have having he hello her here hers herself hi him
himself his how however i if im in into is isn it its itself ive just know less let like ll m made make many may me might more most much must my myself near need never new next no nor
not nothing now of off often ok on once one only or other our ours out over own per please put quite re really s said same say see seem she should since so some still such t take
than thank thanks that the their theirs them then there these they thing this those though through till to today tomorrow too two under until up upon us use very via want was we well
were what when where whether which while who whom whose why will with within without would yes yet you your yours yourself rt http https www com
""".split()  # noqa: SIM905


def _folded(words: list[str]) -> frozenset[str]:
    from parvis.text.fold import WORDS

    return frozenset(word.translate(WORDS) for word in words)


STOP = {"fr": _folded(_FR), "en": _folded(_EN)}
