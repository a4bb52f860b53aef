"""Situations that many readers are in, as inputs. What follows from them is computed, never written down."""

SITUATIONS = {
    "pro-wall-on-wednesday": "plan=pro&days=5&day=average&wall=3&models=opus-sonnet&reset=Monday",
    "two-to-three-hours-on-sonnet": "plan=pro&days=5&day=average&wall=unknown&models=sonnet&hours=3",
    "parallel-agents-all-day": "plan=max&days=5&day=hours&wall=4&models=opus&hours=8&agents=4",
    "light-use": "plan=pro&days=3&day=light&wall=never&models=sonnet&hours=2",
    "max-never-blocked": "plan=max&days=5&day=average&wall=never&models=opus",
}
