"""What the app knows and does: observable objects and every asyncio task. No widgets."""
