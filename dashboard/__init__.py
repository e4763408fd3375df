"""The Streamlit app: draws what geodata answers, decides nothing."""
