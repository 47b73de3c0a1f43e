"""What is owed and what was disclosed: items, cadences, obligations, disclosures and their public pages."""
