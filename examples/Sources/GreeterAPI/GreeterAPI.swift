// The types and stubs of this module are generated from greeter.idl by MartletPlugin. A target needs a
// Swift file of its own; this is it.
