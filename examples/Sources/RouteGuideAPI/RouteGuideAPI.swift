// The types and stubs of this module are generated from routeguide.idl by MartletPlugin. A target needs a
// Swift file of its own; this is it.
