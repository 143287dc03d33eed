"""Charts drawn on the server: crisp, directly labelled, readable without colour, each with its data.

`line`, `bars`, `stacked` and `heat` give a `Chart` (`svg`, `svg_narrow`, `svg_print`, `table`); `spark` gives markup.
Labels are texts or dates. An inline SVG follows the page's colours through its classes; its attributes hold the
colours by day.
"""

from parvis.web.charts.bars import bars
from parvis.web.charts.chart import Chart, Series
from parvis.web.charts.heat import heat
from parvis.web.charts.line import line
from parvis.web.charts.spark import spark
from parvis.web.charts.stacked import stacked

__all__ = ["Chart", "Series", "bars", "heat", "line", "spark", "stacked"]
