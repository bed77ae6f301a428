"""What stands in a bundle's card, as a page shows it: the little of Markdown that cards use.

Whatever else stands there stays text: a bundle may be anybody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

_TABLE = re.compile(r"\|.*\|$")
_ITEM = re.compile(r"[-*] ")
_INLINE = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\([^)]*\)")


def card(text: str) -> Markup:
    """Headings, paragraphs, lists, tables and code as HTML; links as their words, since they lead to files.

    >>> print(card("# One & only\\n\\nIt *is* `x < 1`."))
    <h3>One &amp; only</h3>
    <p>It *is* <code>x &lt; 1</code>.</p>
    """
    return Markup("\n").join(_block(lines) for lines in _blocks(text.splitlines()))


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """Lines that belong together."""
    block: list[str] = []
    for line in lines:
        heading = line.startswith("#")
        begins_list = bool(_ITEM.match(line)) and not any(map(_ITEM.match, block[:1]))
        if block and (heading or begins_list or not line.strip()):
            yield block
            block = []
        if heading:
            yield [line]
        elif line.strip():
            block.append(line)
    if block:
        yield block


def _block(lines: list[str]) -> Markup:
    first = lines[0]
    if first.startswith("#"):
        level = 3 if first.startswith("# ") or first.startswith("## ") else 4
        return Markup(f"<h{level}>{{}}</h{level}>").format(_inline(first.lstrip("# ")))
    if first.startswith("    "):
        return Markup('<pre tabindex="0">{}</pre>').format("\n".join(line[4:] for line in lines))
    if all(_TABLE.match(line) for line in lines):
        return _table([[cell.strip() for cell in line.strip("|").split("|")] for line in lines])
    if _ITEM.match(first):
        items = re.split(r"\n[-*] ", "\n" + "\n".join(lines))[1:]
        return Markup("<ul>{}</ul>").format(
            Markup("").join(Markup("<li>{}</li>").format(_inline(item)) for item in items)
        )
    return Markup("<p>{}</p>").format(_inline("\n".join(lines)))


def _table(rows: list[list[str]]) -> Markup:
    """The first row is its head, which may be empty; the second only parts it from the others."""
    head = _row(rows[0], "th") if any(rows[0]) else Markup("")
    body = Markup("").join(_row(row, "td") for row in rows[2:])
    table = Markup("<table><thead>{}</thead><tbody>{}</tbody></table>").format(head, body)
    return Markup('<div class="scroll" tabindex="0" role="group" aria-label="Table">{}</div>').format(table)


def _row(cells: list[str], tag: str) -> Markup:
    made = (Markup(f"<{tag}>{{}}</{tag}>").format(_inline(cell)) for cell in cells)
    return Markup("<tr>{}</tr>").format(Markup("").join(made))


def _inline(text: str) -> Markup:
    found, end = [], 0
    for match in _INLINE.finditer(text):
        found.append(escape(text[end : match.start()]))
        code, strong, link = match.groups()
        tag = "code" if code else "strong" if strong else ""
        inner = escape(code or strong or link)
        found.append(Markup(f"<{tag}>{{}}</{tag}>").format(inner) if tag else inner)
        end = match.end()
    return Markup("").join([*found, escape(text[end:])])
