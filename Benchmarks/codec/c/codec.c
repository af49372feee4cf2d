// protobuf-c as a peer of `Benchmarks/run codec`: OPERATION CASE PAYLOAD WARM-UPS ITERATIONS
// [RESULT]. Prints the nanoseconds of CPU time that the iterations took. It goes through the
// descriptors as its users' generated functions do. To protobuf-c a map is a repeated message.
#include <protobuf-c/protobuf-c.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "codec.pb-c.h"

static const struct {
  const char* name;
  const ProtobufCMessageDescriptor* descriptor;
} cases[] = {
    {"scalars", &martlet__bench__codec__scalars__descriptor},
    {"ints", &martlet__bench__codec__ints__descriptor},
    {"mixed", &martlet__bench__codec__mixed__descriptor},
    {"submessages", &martlet__bench__codec__submessages__descriptor},
    {"strings", &martlet__bench__codec__strings__descriptor},
    {"blob", &martlet__bench__codec__blob__descriptor},
    {"deep", &martlet__bench__codec__deep__descriptor},
    {"map", &martlet__bench__codec__entries__descriptor},
};

static void fail(const char* text) {
  fprintf(stderr, "error: %s\n", text);
  exit(1);
}

// Where results go, so that making them is not optimised away.
static void sink(const void* value) { __asm__ volatile("" : : "r"(value) : "memory"); }

static int64_t nanoseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static uint8_t* contents(const char* path, size_t* size) {
  FILE* file = fopen(path, "rb");
  if (!file) fail("cannot read the payload");
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  uint8_t* bytes = malloc(*size);
  if (!bytes || fread(bytes, 1, *size, file) != *size) fail("cannot read the payload");
  fclose(file);
  return bytes;
}

typedef struct {
  const ProtobufCMessageDescriptor* descriptor;
  const uint8_t* payload;
  size_t size;
  ProtobufCMessage* message;
  uint8_t* reused;
} Work;

static void decode(Work* work) {
  ProtobufCMessage* fresh =
      protobuf_c_message_unpack(work->descriptor, NULL, work->size, work->payload);
  if (!fresh) fail("the codec refused");
  sink(fresh);
  protobuf_c_message_free_unpacked(fresh, NULL);
}

static void encode(Work* work) {
  uint8_t* bytes = malloc(protobuf_c_message_get_packed_size(work->message));
  protobuf_c_message_pack(work->message, bytes);
  sink(bytes);
  free(bytes);
}

static void encode_reused(Work* work) {
  if (protobuf_c_message_get_packed_size(work->message) > work->size) fail("it has grown");
  protobuf_c_message_pack(work->message, work->reused);
  sink(work->reused);
}

int main(int count, char** arguments) {
  if (count < 6) fail("usage: OPERATION CASE PAYLOAD WARM-UPS ITERATIONS [RESULT]");
  Work work = {0};
  work.payload = contents(arguments[3], &work.size);
  work.reused = malloc(work.size);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (!strcmp(cases[i].name, arguments[2])) work.descriptor = cases[i].descriptor;
  if (!work.descriptor) fail("no such case");
  work.message = protobuf_c_message_unpack(work.descriptor, NULL, work.size, work.payload);
  if (!work.message) fail("the codec refused");

  void (*body)(Work*) = !strcmp(arguments[1], "decode")          ? decode
                        : !strcmp(arguments[1], "encode")        ? encode
                        : !strcmp(arguments[1], "encode-reused") ? encode_reused
                                                                 : NULL;
  if (!body) fail("no such operation");
  for (long i = atol(arguments[4]); i > 0; i--) body(&work);
  int64_t start = nanoseconds();
  for (long i = atol(arguments[5]); i > 0; i--) body(&work);
  printf("%lld\n", (long long)(nanoseconds() - start));

  if (count > 6) {
    encode_reused(&work);
    FILE* file = fopen(arguments[6], "wb");
    if (!file) fail("cannot write the result");
    fwrite(work.reused, 1, protobuf_c_message_get_packed_size(work.message), file);
    fclose(file);
  }
}
