"""The quality of figures: what is wrong between them, what stands out among peers, and the four rates of a unit's reporting.

    数据规则.yaml ─▶ rules_file ─▶ DataRules (relations, fences, rates, standards)
                                       │
    figures of a unit ─▶ relations ─▶ checking: what does not hold, in words
    figures of a cohort ─▶ outliers: who changed unlike its peers
    deliveries, figures, outcomes ─▶ rates: 覆盖率 完整率 逻辑准确率 及时率 ─▶ rate_facts ─▶ Facts
    population ─▶ standards: what a unit of its size has to have ─▶ targets as Facts

Rules lie beside the scheme, not in it: they decide what is asked again, never a point. What feeds a score does so as a Fact,
with a note that says where it comes from.
"""
