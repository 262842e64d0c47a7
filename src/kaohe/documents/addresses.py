"""How a cell of a table is called: “B3”, as in a spreadsheet."""


def column_letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_address(row: int, column: int) -> str:
    """Row and column from 0."""
    return f"{column_letters(column)}{row + 1}"
