"""The example town: six months of talk around the Mairie de Sainte-Aube, loaded into a data folder."""
