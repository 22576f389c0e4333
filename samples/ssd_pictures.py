"""Pictures for train_ssd.py, drawn with NumPy and encoded with imrec."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from imrec import encode_image
from numpy.typing import NDArray
from ssd_boxes import Detection

Pixels = NDArray[np.uint8]
RED, BLUE, GREEN = (230, 60, 50), (40, 130, 230), (40, 160, 70)
ORANGE, VIOLET, CYAN = (225, 135, 0), (170, 70, 210), (0, 160, 170)
COLORS = (RED, BLUE, GREEN, ORANGE, VIOLET, CYAN)
WHITE, GREY, BLACK = (255, 255, 255), (215, 215, 215), (40, 40, 40)
# Letters of 3 x 5 dots: five octal digits, one per row from the top.
FONT = dict(zip(
    "abcdefghijklmnopqrstuvwxyz0123456789. -",
    "25755 65656 34443 65556 74647 74644 34553 55755 72227 11152 55655 44447 57755 65555 25552 "
    "65644 25563 65655 34216 72222 55557 55552 55775 55255 55222 71247 75557 26227 61247 61216 "
    "55711 74616 34652 71224 25252 25316 00002 00000 00700".split(),
))  # fmt: skip


def write_text(canvas: Pixels, x: int, y: int, text: str, color: Sequence[int]) -> None:
    """Writes a line of text with its upper left corner at x and y, which must be in the canvas."""
    dot = 2
    for letter in text.lower():
        for row, bits in enumerate(FONT.get(letter, FONT["-"])):
            for column in range(3):
                if int(bits, 8) & (4 >> column):
                    left, top = x + column * dot, y + row * dot
                    canvas[top : top + dot, left : left + dot] = color
        x += 4 * dot


def draw_box(canvas: Pixels, corners: Any, color: Sequence[int], label: str, line: int = 3) -> None:
    """Draws a box, given in fractions of the canvas, and a label above its upper left corner."""
    height, width = canvas.shape[:2]
    left, top, right, bottom = (int(v) for v in np.array(corners) * [width, height, width, height])
    frame = canvas[top : bottom + 1, left : right + 1]
    frame[:line] = frame[-line:] = color
    frame[:, :line] = frame[:, -line:] = color
    top, left = max(top - 16, 0), max(min(left, width - 8 * len(label) - 4), 0)
    canvas[top : top + 16, left : left + 8 * len(label) + 4] = color
    write_text(canvas, left + 3, top + 3, label, WHITE)


def save_detections(
    path: Path, images: Pixels, found: list[list[Detection]], names: Sequence[str]
) -> None:
    """Writes a sheet of images, shape (n, height, width, 3), with their detections above 0.5."""
    columns = 3
    sheet = images.copy()
    for canvas, detections in zip(sheet, found):
        for number, score, corners in sorted(detections, key=lambda detection: detection[1]):
            if score > 0.5:
                color = COLORS[number % len(COLORS)]
                draw_box(canvas, corners, color, f"{names[number]} {score:.2f}")
    count, height, width, _ = sheet.shape
    rows = -(-count // columns)
    padded = np.full((rows * columns, height + 6, width + 6, 3), 255, np.uint8)
    padded[:count, 3:-3, 3:-3] = sheet
    grid = padded.reshape(rows, columns, height + 6, width + 6, 3).swapaxes(1, 2)
    pixels = np.ascontiguousarray(grid.reshape(rows * (height + 6), -1, 3))
    path.write_bytes(encode_image(pixels, ".png", 6))


def save_curves(path: Path, rows: Sequence[Sequence[float]], names: Sequence[str]) -> None:
    """Draws a curve for each column of values, of which there is a row for each epoch from 1."""
    width, height, left, top = 720, 400, 60, 30
    canvas = np.full((height + top + 50, left + width + 30, 3), 255, np.uint8)
    last = max(len(rows), 2)
    highest = math.ceil(np.max(rows) + 0.01)
    for value in range(0, highest + 1, math.ceil(highest / 10)):
        row = top + height - value * height // highest
        canvas[row, left : left + width] = GREY
        write_text(canvas, left - 8 * len(str(value)) - 8, row - 5, str(value), BLACK)
    for epoch in range(1, last + 1, math.ceil(last / 12)):
        column = left + (epoch - 1) * width // (last - 1)
        write_text(canvas, column - 4, top + height + 10, str(epoch), BLACK)
    write_text(canvas, left + width // 2 - 20, top + height + 30, "epoch", BLACK)
    for line, (color, name, values) in enumerate(zip(COLORS, names, np.transpose(rows))):
        x = np.arange(0, width, 0.1)
        y = np.interp(x * (last - 1) / width, np.arange(len(values)), values)
        lines = top + height - (y / highest * height).astype(int)
        for shift in (-1, 0, 1):
            canvas[lines + shift, left + x.astype(int)] = color
        write_text(canvas, left + width - 8 * len(name) - 10, top + 10 + 16 * line, name, color)
    path.write_bytes(encode_image(canvas, ".png", 6))
