"""The ASGI side: the gate, the headers, sign-in, and the worker that runs beside the dashboard."""
