"""The pages as people see them: the only room that knows Streamlit."""
