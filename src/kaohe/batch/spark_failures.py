"""What Spark fails by, in words of what can be mended. What nobody but a programmer can mend stays what it is."""

from collections.abc import Iterator
from contextlib import contextmanager

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

from kaohe.core import Refused

OTHER_VERSION = "kaohe-other-version"
"""Stands in the words of a worker whose versions are not the driver's."""

CHANGED = "kaohe-facts-changed"
"""Stands in the words of a worker who finds other totals than were ranked."""

_PACKAGES = ("kaohe", "polars", "pyarrow", "numpy")
_FAILURES = (
    ("[PATH_NOT_FOUND", "facts.no-file", "没有找到数据文件 {file}。请核对文件名和所在文件夹，工作节点也要读得到它。"),
    ("[UNABLE_TO_INFER_SCHEMA", "facts.not-a-table", "{file} 里没有 Parquet 数据。请核对是否选错了文件夹。"),
    ("CANNOT_READ_FILE_FOOTER", "facts.not-a-table", "{file} 不是可以读的 Parquet 数据。请核对是否选错了文件。"),
    ("[CANNOT_MERGE_SCHEMAS", "facts.other-columns", "{file} 里的几个文件拼不到一起：同一栏的数据类型不一样。请用同样的类型。"),
    ("[COLUMN_ALREADY_EXISTS", "spark.case", "{file} 里有两栏只差大小写，Spark 分不清。请把 spark.sql.caseSensitive 设为 true 再运行。"),
    ("[FAILED_READ_FILE", "facts.damaged-file", "{file} 读不下去：文件已损坏或没有传完整。请重新导出或拷贝一份再试。"),
    ("[PATH_ALREADY_EXISTS", "spark.exists", "{file} 已经有了，没有写。请换一个位置，或先移走原来的结果。"),
    (CHANGED, "facts.changed", "计分过程中数据变了，名次对不上得分。请等数据停止更新后重新计分。"),
    (OTHER_VERSION, "spark.worker-versions", "工作节点上的 kaohe 或 polars 和驱动程序的版本不一样。请装同样的版本，再运行。"),
    *(
        (
            f"No module named '{package}'",
            "spark.worker-packages",
            f"工作节点的 Python 里没有 {package}。请在每个节点装上同样的环境，或用 spark.archives 随任务下发。",
        )
        for package in _PACKAGES
    ),
)  # fmt: skip
"""What stands in Spark's words, and what is said instead."""


@contextmanager
def told(file: str = "数据") -> Iterator[None]:
    """Whatever Spark stumbles over that can be mended is a refusal. `file` is what is read or written."""
    try:
        yield
    except (PySparkException, Py4JJavaError) as problem:
        text = str(problem)
        for sign, code, message in _FAILURES:
            if sign in text:
                raise Refused(code, message.format(file=file)) from problem
        raise
