"""What `kaohe read` and `kaohe clause` show and ask: the list of items, the settling of questions, the draft's file."""
