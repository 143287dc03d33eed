"""The pictures of some publications, drawn when the demo is loaded: each shows what its alternative text says."""

import math
import random
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT, FINE = 1200, 675, 2
FOLDER = "pictures"
NIGHT, DUSK, SKY, PALE = (24, 32, 58), (72, 66, 110), (168, 205, 222), (238, 243, 244)
STONE, SHADE, WATER, LAWN = (196, 182, 158), (150, 136, 116), (74, 124, 143), (110, 146, 96)
SLATE, CHALK, WARM, RED, SNOW = (44, 62, 58), (236, 236, 226), (250, 205, 110), (190, 60, 48), (246, 249, 252)

Colour = tuple[int, int, int]
Points = list[tuple[float, float]]


class Canvas:
    """A picture drawn at twice its size, in a square of 1200 by 675 units; `luck` is the same at every load."""

    def __init__(self, name: str, top: Colour, bottom: Colour) -> None:
        column = Image.new("RGB", (1, 2))
        column.putpixel((0, 0), top)
        column.putpixel((0, 1), bottom)
        self.image = column.resize((WIDTH * FINE, HEIGHT * FINE), Image.Resampling.BILINEAR)
        self.pen = ImageDraw.Draw(self.image, "RGBA")
        self.luck = random.Random(name)  # noqa: S311

    def box(self, x: float, y: float, width: float, height: float, fill: Colour, round_: float = 0) -> None:
        edges = [x * FINE, y * FINE, (x + width) * FINE, (y + height) * FINE]
        self.pen.rounded_rectangle(edges, round_ * FINE, fill)

    def disc(self, x: float, y: float, radius: float, fill: Colour | tuple[int, int, int, int]) -> None:
        self.oval(x, y, radius, radius, fill)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour | tuple[int, int, int, int]) -> None:
        self.pen.ellipse([(x - rx) * FINE, (y - ry) * FINE, (x + rx) * FINE, (y + ry) * FINE], fill)

    def shape(self, points: Points, fill: Colour) -> None:
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill)

    def line(self, points: Points, fill: Colour, width: float = 4) -> None:
        self.pen.line([(x * FINE, y * FINE) for x, y in points], fill, round(width * FINE), "curve")

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: int = 150) -> None:
        """A soft light."""
        light = Image.new("L", self.image.size)
        edges = [(x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE]
        ImageDraw.Draw(light).ellipse(edges, strength)
        light = light.filter(ImageFilter.BoxBlur(radius * FINE / 3))
        self.image.paste(colour, mask=light)
        self.pen = ImageDraw.Draw(self.image, "RGBA")


def draw(name: str) -> str:
    """Draws the picture of that publication into the data folder; its name there, empty where there is none."""
    if name not in DRAWN:
        return ""
    path = Path(FOLDER) / f"sainte-aube-{name}.jpg"
    target = Path(settings.MEDIA_ROOT) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    image = DRAWN[name](name).image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    image.save(target, "JPEG", quality=80, optimize=True)
    return path.as_posix()


def bridge(name: str) -> Canvas:
    """Three arches, a first car, a taxi."""
    c = Canvas(name, (250, 214, 170), PALE)
    c.disc(930, 170, 60, (255, 236, 190))
    c.shape([(0, 400), (260, 300), (560, 380), (880, 290), (1200, 380), (1200, 520), (0, 520)], (150, 172, 148))
    c.box(0, 500, 1200, 175, WATER)
    c.shape([(0, 330), (600, 290), (1200, 330), (1200, 520), (0, 520)], STONE)
    for x in (225, 600, 975):
        c.oval(x, 520, 135, 150, (180, 206, 210))
        c.box(x - 135, 520, 270, 160, WATER)
        c.oval(x, 540, 110, 40, (92, 142, 158))
    c.line([(0, 326), (600, 286), (1200, 326)], SHADE, 12)
    for _ in range(40):
        x, y = c.luck.uniform(0, 1200), c.luck.uniform(545, 665)
        c.line([(x, y), (x + c.luck.uniform(20, 80), y)], (128, 172, 184), 2)
    _car(c, 430, 288, (62, 92, 132), taxi=False)
    _car(c, 650, 284, (44, 44, 48), taxi=True)
    return c


def _car(c: Canvas, x: float, y: float, colour: Colour, taxi: bool) -> None:
    c.box(x, y - 34, 112, 30, colour, 10)
    c.box(x + 24, y - 58, 62, 30, colour, 10)
    c.box(x + 32, y - 52, 20, 18, PALE, 3)
    c.box(x + 58, y - 52, 20, 18, PALE, 3)
    for wheel in (26, 86):
        c.disc(x + wheel, y - 4, 12, (30, 30, 32))
    if taxi:
        c.box(x + 44, y - 70, 24, 12, WARM, 3)


def street(name: str) -> Canvas:
    """A street under the stars, one lamp lit at its end."""
    c = Canvas(name, (14, 18, 40), DUSK)
    for _ in range(240):
        c.disc(c.luck.uniform(0, 1200), c.luck.uniform(0, 380), c.luck.choice((0.8, 1.2, 2)), (240, 240, 250, 210))
    c.shape([(0, 675), (560, 420), (640, 420), (1200, 675)], (42, 42, 62))
    for side in (-1, 1):
        for far in (1.0, 0.72, 0.5, 0.34):
            x, height = 600 + side * 560 * far, 330 * far
            left = min(x, x + side * 190 * far)
            c.shape([(left, 430 + 190 * far), (left, 430 - height), (left + 95 * far, 430 - height - 60 * far),
                     (left + 190 * far, 430 - height), (left + 190 * far, 430 + 190 * far)], (22, 24, 44))  # fmt: skip
    c.line([(622, 428), (622, 330), (608, 326)], (18, 18, 30), 4)
    c.glow(606, 332, 120, WARM)
    c.disc(606, 332, 7, (255, 244, 214))
    return c


def bins(name: str) -> Canvas:
    """Two bins, one yellow and one grey, and a cat that hesitates."""
    c = Canvas(name, (214, 226, 224), PALE)
    c.box(0, 500, 1200, 175, (176, 180, 172))
    for x, colour, lid in ((250, (120, 124, 128), (96, 100, 104)), (700, (120, 124, 128), (226, 182, 44))):
        c.shape([(x, 250), (x + 240, 250), (x + 215, 560), (x + 25, 560)], colour)
        c.box(x - 14, 218, 268, 40, lid, 14)
        for wheel in (60, 180):
            c.disc(x + wheel, 562, 22, (40, 40, 42))
    c.oval(590, 560, 50, 42, (64, 56, 52))
    c.disc(590, 494, 34, (64, 56, 52))
    c.shape([(562, 480), (566, 440), (588, 466)], (64, 56, 52))
    c.shape([(618, 480), (614, 440), (592, 466)], (64, 56, 52))
    c.line([(636, 580), (668, 560), (662, 520)], (64, 56, 52), 12)
    for x in (578, 602):
        c.disc(x, 492, 6, (206, 214, 96))
    return c


def curves(name: str) -> Canvas:
    """Two curves in chalk: one falls, the other rises."""
    c = Canvas(name, SLATE, (36, 52, 50))
    _chalk(c, [(140, 110), (140, 560), (1080, 560)], CHALK, 6)
    _chalk(c, [(160 + t * 9, 190 + 300 * (1 - math.exp(-t / 32))) for t in range(100)], (240, 170, 150), 9)
    _chalk(c, [(160 + t * 9, 500 - 280 * (1 - math.exp(-t / 38))) for t in range(100)], (170, 220, 180), 9)
    for mark in range(1, 6):
        _chalk(c, [(140 + mark * 160, 552), (140 + mark * 160, 574)], CHALK, 4)
    return c


def _chalk(c: Canvas, points: Points, colour: Colour, width: float) -> None:
    """A line with the grain of chalk."""
    c.line(points, colour, width)
    for x, y in points[:: max(1, len(points) // 60)]:
        for _ in range(8):
            c.disc(x + c.luck.uniform(-9, 9), y + c.luck.uniform(-9, 9), 1.2, (*colour, 110))


def notes(name: str) -> Canvas:
    """A wall of sticky notes sorted by colour."""
    c = Canvas(name, (232, 228, 218), (222, 216, 204))
    colours = [(250, 220, 110), (248, 176, 140), (176, 214, 160), (158, 200, 224), (214, 178, 216)]
    for column in range(15):
        for row in range(7):
            if c.luck.random() < 0.16:
                continue
            x, y = 42 + column * 75 + c.luck.uniform(-4, 4), 62 + row * 82 + c.luck.uniform(-5, 5)
            c.box(x + 3, y + 4, 62, 62, (196, 190, 178), 2)
            c.box(x, y, 62, 62, colours[column // 3], 2)
            for text in range(c.luck.randint(1, 4)):
                c.line([(x + 9, y + 14 + text * 12), (x + c.luck.uniform(28, 54), y + 14 + text * 12)], (90, 84, 78), 2)
    return c


def lanterns(name: str) -> Canvas:
    """Paper lanterns between two plane trees."""
    c = Canvas(name, NIGHT, (150, 96, 90))
    c.box(0, 560, 1200, 115, (58, 46, 50))
    for x in (130, 1070):
        c.box(x - 22, 250, 44, 330, (38, 32, 36))
        for _ in range(34):
            c.disc(x + c.luck.gauss(0, 95), 180 + c.luck.gauss(0, 70), c.luck.uniform(28, 60), (34, 50, 46))
    for rope, sag in ((210, 150), (300, 120)):
        string = [(150 + t * 9, rope + sag * math.sin(math.pi * t / 100)) for t in range(101)]
        c.line(string, (28, 24, 30), 3)
        for x, y in string[8:96:11]:
            c.glow(x, y + 26, 46, WARM, 90)
            c.oval(x, y + 26, 20, 24, c.luck.choice([WARM, (240, 140, 96), (250, 230, 180)]))
    return c


def snow(name: str) -> Canvas:
    """The market square white, a single line of footprints."""
    c = Canvas(name, (190, 204, 218), SNOW)
    for x in range(0, 1200, 150):
        height = 150 + c.luck.uniform(0, 60)
        c.box(x, 330 - height, 140, height, c.luck.choice([(206, 190, 170), (190, 176, 160), (216, 204, 186)]))
        c.shape([(x - 8, 330 - height), (x + 70, 270 - height), (x + 148, 330 - height)], SNOW)
        for window in (30, 84):
            c.box(x + window, 350 - height, 26, 40, (110, 122, 136), 2)
    c.box(0, 330, 1200, 345, SNOW)
    c.shape([(0, 330), (1200, 330), (1200, 352), (0, 346)], (222, 230, 238))
    for step in range(24):
        t = step / 24
        x, y = 300 + 560 * t**0.8 + (12 if step % 2 else -12), 650 - 300 * t**0.7
        c.oval(x, y, 11 * (1.1 - 0.8 * t), 6 * (1.1 - 0.8 * t), (186, 200, 216))
    for _ in range(160):
        c.disc(c.luck.uniform(0, 1200), c.luck.uniform(0, 675), c.luck.uniform(1, 3), (255, 255, 255, 200))
    return c


def gauge(name: str) -> Canvas:
    """The flood gauge in brown water."""
    c = Canvas(name, (176, 186, 190), (206, 208, 202))
    c.box(0, 420, 1200, 255, (140, 112, 80))
    for _ in range(90):
        x, y = c.luck.uniform(0, 1200), c.luck.uniform(430, 670)
        c.line([(x, y), (x + c.luck.uniform(40, 140), y + c.luck.uniform(-3, 3))], (160, 132, 98), 3)
    c.box(520, 40, 160, 470, (244, 244, 240), 4)
    for mark in range(10):
        y = 70 + mark * 44
        c.box(520, y, 70 if mark % 2 else 110, 20, (36, 60, 110))
    c.box(500, 420, 200, 100, (140, 112, 80))
    c.line([(470, 420), (740, 420)], (196, 176, 148), 6)
    return c


def sofa(name: str) -> Canvas:
    """A sofa on a pavement, struck out in red."""
    c = Canvas(name, (220, 214, 206), (236, 232, 226))
    c.box(0, 470, 1200, 60, (186, 184, 180))
    c.box(0, 530, 1200, 145, (96, 98, 102))
    c.box(330, 260, 540, 150, (88, 120, 116), 30)
    c.box(360, 360, 480, 90, (108, 142, 136), 20)
    for x in (300, 830):
        c.box(x, 320, 70, 150, (78, 108, 104), 24)
    for x in (350, 830):
        c.box(x, 460, 20, 28, (70, 56, 44))
    c.line([(240, 560), (960, 180)], RED, 22)
    return c


DRAWN: dict[str, Callable[[str], Canvas]] = {
    "pont-p09": bridge,
    "eclairage-p01": street,
    "dechets-p01": bins,
    "cantine-p04": curves,
    "mediatheque-p02": notes,
    "marche-p01": lanterns,
    "neige-p02": snow,
    "crue-p02": gauge,
    "troubled-canape": sofa,
}
