"""月度任务清单: a year's programme becomes each unit's list, month by month, closed item by item, the rest carried over."""
