// MartletHTTP2: placeholder until the first file of this module lands.
