// protobuf-c as the other side of the codec's tests: reads messages of type martlet.subset.Subset,
// and writes each of them back, unpacked and packed again, or an empty record if it is refused.
// Records are a length of 4 bytes, little-endian, and as many bytes; an answer has a byte 1 before
// the message.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "subset.pb-c.h"

static void write_record(const uint8_t *bytes, uint32_t count) {
  uint8_t head[4] = {count, count >> 8, count >> 16, count >> 24};
  fwrite(head, 1, 4, stdout);
  fwrite(bytes, 1, count, stdout);
}

int main(void) {
  uint8_t head[4];
  while (fread(head, 1, 4, stdin) == 4) {
    uint32_t count = head[0] | head[1] << 8 | head[2] << 16 | (uint32_t)head[3] << 24;
    uint8_t *bytes = malloc(count + 1);
    if (bytes == NULL || fread(bytes, 1, count, stdin) != count) return 1;
    Martlet__Subset__Subset *message = martlet__subset__subset__unpack(NULL, count, bytes);
    if (message == NULL) {
      write_record(NULL, 0);
    } else {
      size_t size = martlet__subset__subset__get_packed_size(message);
      uint8_t *packed = malloc(size + 1);
      if (packed == NULL) return 1;
      packed[0] = 1;
      martlet__subset__subset__pack(message, packed + 1);
      write_record(packed, size + 1);
      free(packed);
      martlet__subset__subset__free_unpacked(message, NULL);
    }
    free(bytes);
  }
  return 0;
}
