// NeoSpace
