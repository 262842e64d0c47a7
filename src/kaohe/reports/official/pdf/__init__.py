"""An official paper as PDF, laid out by typst on any machine alike: the fonts it needs come with the installation.

Fonts that offices use (方正小标宋, 仿宋_GB2312 …) are taken where the machine has them, else Noto Serif and Noto Sans.
"""

from kaohe.reports.official.pdf.writer import write_pdf

__all__ = ["write_pdf"]
