#include "load.h"

#include <time.h>

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "content.h"
#include "echo.grpc.pb.h"

namespace {

using martlet::bench::Echo;
using martlet::bench::EchoReply;
using martlet::bench::EchoRequest;

[[noreturn]] void Fail(const char* text) {
  std::fprintf(stderr, "cpp-echo: %s\n", text);
  std::exit(1);
}

double Now(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

struct Options {
  bool stream;
  int calls;
  std::string text;
};

int Share(int count, int calls, int index) {
  return count / calls + (index < count % calls ? 1 : 0);
}

// Counts down to the end of all that was begun.
class Latch {
 public:
  explicit Latch(int count) : left_(count) {}

  void Done() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (--left_ == 0) ended_.notify_all();
  }

  void Wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    ended_.wait(lock, [this] { return left_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  int left_;
};

// One call after another, by callbacks, as many as it is asked for.
class Chain {
 public:
  Chain(Echo::Stub* stub, const EchoRequest& request, int left, Latch* latch)
      : stub_(stub), request_(request), left_(left), latch_(latch) {}

  void Next() {
    if (left_-- == 0) return latch_->Done();
    context_ = std::make_unique<grpc::ClientContext>();
    stub_->async()->Get(context_.get(), &request_, &reply_, [this](grpc::Status status) {
      if (!status.ok() || reply_.number() != request_.number()) Fail("wrong reply");
      Next();
    });
  }

 private:
  Echo::Stub* stub_;
  const EchoRequest& request_;
  int left_;
  Latch* latch_;
  EchoReply reply_;
  std::unique_ptr<grpc::ClientContext> context_;
};

// One at a time blocks its thread, which costs C++ less than callbacks do.
void CallInTurn(Echo::Stub* stub, const EchoRequest& request, int count) {
  for (int i = 0; i < count; ++i) {
    grpc::ClientContext context;
    EchoReply reply;
    if (!stub->Get(&context, request, &reply).ok() || reply.number() != request.number())
      Fail("wrong reply");
  }
}

void CallTogether(Echo::Stub* stub, const EchoRequest& request, int count, int calls) {
  Latch latch(calls);
  std::vector<std::unique_ptr<Chain>> chains;
  for (int i = 0; i < calls; ++i)
    chains.push_back(std::make_unique<Chain>(stub, request, Share(count, calls, i), &latch));
  for (auto& chain : chains) chain->Next();
  latch.Wait();
}

void Read(Echo::Stub* stub, const std::string& text, int count) {
  EchoRequest request;
  request.set_text(text);
  request.set_number(count);
  grpc::ClientContext context;
  auto reader = stub->Many(&context, request);
  EchoReply reply;
  while (reader->Read(&reply)) --count;
  if (count != 0 || !reader->Finish().ok()) Fail("wrong stream");
}

void ReadTogether(Echo::Stub* stub, const std::string& text, int count, int calls) {
  std::vector<std::thread> threads;
  for (int i = 1; i < calls; ++i)
    threads.emplace_back(Read, stub, text, Share(count, calls, i));
  Read(stub, text, Share(count, calls, 0));
  for (auto& thread : threads) thread.join();
}

void Make(Echo::Stub* stub, const Options& options, int count) {
  if (options.stream) return ReadTogether(stub, options.text, count, options.calls);
  EchoRequest request;
  request.set_text(options.text);
  request.set_number(42);
  if (options.calls == 1) return CallInTurn(stub, request, count);
  CallTogether(stub, request, count, options.calls);
}

std::shared_ptr<grpc::Channel> Connect(const std::string& port, const char* certificate) {
  grpc::ChannelArguments arguments;
  auto credentials = grpc::InsecureChannelCredentials();
  if (certificate) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = Content(certificate);
    credentials = grpc::SslCredentials(options);
    arguments.SetSslTargetNameOverride("localhost");
  }
  return grpc::CreateCustomChannel("127.0.0.1:" + port, credentials, arguments);
}

}  // namespace

int Load(int count, char** arguments) {
  if (count < 7) Fail("client PORT unary|stream COUNT CALLS TEXT-BYTES [CERTIFICATE]");
  const Options options = {std::strcmp(arguments[3], "stream") == 0, std::atoi(arguments[5]),
                           std::string(std::atoi(arguments[6]), 'x')};
  const int messages = std::atoi(arguments[4]);
  auto stub = Echo::NewStub(Connect(arguments[2], count > 7 ? arguments[7] : nullptr));
  Make(stub.get(), options, messages / 10);
  const double seconds = Now(CLOCK_MONOTONIC), cpu = Now(CLOCK_PROCESS_CPUTIME_ID);
  Make(stub.get(), options, messages);
  std::printf("seconds %f cpu %f\n", Now(CLOCK_MONOTONIC) - seconds,
              Now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
  return 0;
}
