"""How pages look: templates, components, tokens, charts."""
