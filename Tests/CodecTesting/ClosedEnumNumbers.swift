/// A `martlet.delimited.Delimited` in which numbers stand that its closed enum does not have: by
/// itself, packed, unpacked, in a map and in a oneof. Each is an unknown field, not a value.
package enum ClosedEnumNumbers {
  package static let bytes =
    Wire.varint(7, 99) + Wire.varint(7, 7) + Wire.bytes(24, [2, 99, 7]) + Wire.varint(25, 99)
    + Wire.varint(25, 2) + Wire.bytes(16, Wire.varint(1, 1) + Wire.varint(2, 99))
    + Wire.bytes(16, Wire.varint(1, 2) + Wire.varint(2, 2)) + Wire.bytes(34, [0x78])
    + Wire.varint(33, 99) + Wire.varint(1, 5)

  /// As Python's protobuf (upb) writes it.
  package static let json =
    #"{"explicitNumber":5,"grade":"GRADE_BAD","grades":{"2":"GRADE_GOOD"},"#
    + #""manyGrades":["GRADE_GOOD","GRADE_BAD"],"gradesApart":["GRADE_GOOD"],"cText":"x"}"#

  /// As Python's protobuf writes it, on one line.
  package static let text =
    "explicit_number: 5 grade: GRADE_BAD grades { key: 2 value: GRADE_GOOD } "
    + "many_grades: GRADE_GOOD many_grades: GRADE_BAD grades_apart: GRADE_GOOD c_text: \"x\""
}
