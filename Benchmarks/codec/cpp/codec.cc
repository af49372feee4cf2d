// C++ protobuf as a peer of `Benchmarks/run codec`: OPERATION CASE PAYLOAD WARM-UPS ITERATIONS
// [RESULT]. Prints the nanoseconds of CPU time that the iterations took.
#include <google/protobuf/arena.h>
#include <google/protobuf/util/json_util.h>
#include <time.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "codec.pb.h"
#include "extensions.h"

namespace bench = martlet::bench::codec;

struct Job {
  std::string operation, payload;
  long warm_ups, iterations;
  const char* result;
};

[[noreturn]] static void Fail(const char* text) {
  std::fprintf(stderr, "error: %s\n", text);
  std::exit(1);
}

static void Require(bool ok) {
  if (!ok) Fail("the codec refused");
}

// Where results go, so that making them is not optimised away.
static void Sink(const void* value) { asm volatile("" : : "r"(value) : "memory"); }

static int64_t Nanoseconds() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

template <typename Body>
static void Measure(const Job& job, Body body) {
  for (long i = 0; i < job.warm_ups; i++) body();
  int64_t start = Nanoseconds();
  for (long i = 0; i < job.iterations; i++) body();
  std::printf("%lld\n", static_cast<long long>(Nanoseconds() - start));
}

template <typename Message>
static std::string Run(const Job& job) {
  const std::string& payload = job.payload;
  Message message;
  Require(message.ParseFromString(payload));
  std::string result;

  if (job.operation == "decode") {
    Measure(job, [&] {
      Message fresh;
      Require(fresh.ParseFromArray(payload.data(), payload.size()));
      Sink(&fresh);
    });
  } else if (job.operation == "decode-reused") {
    Measure(job, [&] {
      Require(message.ParseFromArray(payload.data(), payload.size()));
      Sink(&message);
    });
  } else if (job.operation == "decode-arena") {
    // One arena for all messages, as a server would keep it, with its first block.
    google::protobuf::ArenaOptions options;
    std::string block(1 << 20, 0);
    options.initial_block = &block[0];
    options.initial_block_size = block.size();
    google::protobuf::Arena arena(options);
    Measure(job, [&] {
      auto* fresh = google::protobuf::Arena::CreateMessage<Message>(&arena);
      Require(fresh->ParseFromArray(payload.data(), payload.size()));
      Sink(fresh);
      arena.Reset();
    });
  } else if (job.operation == "encode") {
    Measure(job, [&] {
      std::string fresh;
      Require(message.SerializeToString(&fresh));
      Sink(fresh.data());
    });
  } else if (job.operation == "encode-reused") {
    Measure(job, [&] {
      Require(message.SerializeToString(&result));
      Sink(result.data());
    });
  } else {
    Fail("no such operation");
  }
  Require(message.SerializeToString(&result));
  return result;
}

// The operations in which every extension is read or set, and those of all messages.
static std::string RunExtensible(const Job& job) {
  if (job.operation != "decode-read" && job.operation != "encode-set") {
    return Run<bench::Extensible>(job);
  }
  bench::Extensible message;
  Require(message.ParseFromString(job.payload));
  const ExtensibleValues values(message);
  std::string result;
  if (job.operation == "decode-read") {
    Measure(job, [&] {
      bench::Extensible fresh;
      Require(fresh.ParseFromArray(job.payload.data(), job.payload.size()));
      ReadExtensions(fresh, Sink);
      Sink(&fresh);
    });
    Require(message.SerializeToString(&result));
  } else {
    Measure(job, [&] {
      bench::Extensible made;
      values.Fill(&made);
      std::string fresh;
      Require(made.SerializeToString(&fresh));
      Sink(fresh.data());
    });
    bench::Extensible made;
    values.Fill(&made);
    Require(made.SerializeToString(&result));
  }
  return result;
}

template <typename Message>
static std::string RunJson(const Job& job) {
  using google::protobuf::util::JsonStringToMessage;
  using google::protobuf::util::MessageToJsonString;
  Message message;
  Require(JsonStringToMessage(job.payload, &message).ok());
  std::string result;

  if (job.operation == "decode") {
    Measure(job, [&] {
      Message fresh;
      Require(JsonStringToMessage(job.payload, &fresh).ok());
      Sink(&fresh);
    });
    Require(message.SerializeToString(&result));
  } else if (job.operation == "encode") {
    Measure(job, [&] {
      std::string fresh;
      Require(MessageToJsonString(message, &fresh).ok());
      Sink(fresh.data());
    });
    Require(MessageToJsonString(message, &result).ok());
  } else {
    Fail("no such operation");
  }
  return result;
}

int main(int count, char** arguments) {
  if (count < 6) Fail("usage: OPERATION CASE PAYLOAD WARM-UPS ITERATIONS [RESULT]");
  std::ifstream file(arguments[3], std::ios::binary);
  if (!file) Fail("cannot read the payload");
  Job job{arguments[1],
          std::string(std::istreambuf_iterator<char>(file), {}),
          std::atol(arguments[4]),
          std::atol(arguments[5]),
          count > 6 ? arguments[6] : nullptr};

  const std::map<std::string, std::string (*)(const Job&)> cases = {
      {"scalars", Run<bench::Scalars>},   {"ints", Run<bench::Ints>},
      {"mixed", Run<bench::Mixed>},       {"submessages", Run<bench::Submessages>},
      {"strings", Run<bench::Strings>},   {"blob", Run<bench::Blob>},
      {"deep", Run<bench::Deep>},         {"map", Run<bench::Entries>},
      {"extensions", RunExtensible},      {"json", RunJson<bench::Mixed>},
  };
  auto found = cases.find(arguments[2]);
  if (found == cases.end()) Fail("no such case");
  std::string result = found->second(job);
  if (job.result) std::ofstream(job.result, std::ios::binary) << result;
}
