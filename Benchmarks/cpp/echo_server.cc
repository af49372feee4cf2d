// martlet.bench.Echo on C++ gRPC, the peer that Martlet is measured against: the callback API, or
// with --queue the completion queue on one thread; with --tls CERTIFICATE KEY over TLS. Prints
// `listening on 127.0.0.1:PORT` and serves until it is ended. As `client …` it is the client (load.h).
#include <cstdio>
#include <cstring>
#include <memory>

#include <grpcpp/grpcpp.h>

#include "content.h"
#include "echo.grpc.pb.h"
#include "load.h"

namespace {

using martlet::bench::Echo;
using martlet::bench::EchoReply;
using martlet::bench::EchoRequest;

void Answer(const EchoRequest& request, EchoReply* reply) {
  reply->set_text(request.text());
  reply->set_number(request.number());
}

// Writes the replies of one stream, each when the one before is on its way.
class Repetition final : public grpc::ServerWriteReactor<EchoReply> {
 public:
  explicit Repetition(const EchoRequest& request) : left_(request.number()) {
    reply_.set_text(request.text());
    Next();
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    Next();
  }

  void OnDone() override { delete this; }

 private:
  void Next() {
    if (left_-- == 0) return Finish(grpc::Status::OK);
    reply_.set_number(left_);
    StartWrite(&reply_);
  }

  EchoReply reply_;
  int left_;
};

class Host final : public Echo::CallbackService {
  grpc::ServerWriteReactor<EchoReply>* Many(grpc::CallbackServerContext*,
                                              const EchoRequest* request) override {
    return new Repetition(*request);
  }

  grpc::ServerUnaryReactor* Get(grpc::CallbackServerContext* context, const EchoRequest* request,
                                EchoReply* reply) override {
    Answer(*request, reply);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

// One call on the completion queue: requested, answered, then replaced by the next.
class QueuedCall {
 public:
  QueuedCall(Echo::AsyncService* service, grpc::ServerCompletionQueue* queue)
      : service_(service), queue_(queue), responder_(&context_) {
    service_->RequestGet(&context_, &request_, &responder_, queue_, queue_, this);
  }

  void Proceed(bool ok) {
    if (answered_ || !ok) {
      if (ok) new QueuedCall(service_, queue_);
      delete this;
      return;
    }
    Answer(request_, &reply_);
    answered_ = true;
    responder_.Finish(reply_, grpc::Status::OK, this);
  }

 private:
  Echo::AsyncService* service_;
  grpc::ServerCompletionQueue* queue_;
  grpc::ServerContext context_;
  EchoRequest request_;
  EchoReply reply_;
  grpc::ServerAsyncResponseWriter<EchoReply> responder_;
  bool answered_ = false;
};

std::shared_ptr<grpc::ServerCredentials> Credentials(int count, char** arguments) {
  if (count != 4 || std::strcmp(arguments[1], "--tls") != 0) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({Content(arguments[3]), Content(arguments[2])});
  return grpc::SslServerCredentials(options);
}

// More than the calls that the load generator keeps in flight.
constexpr int kWaitingCalls = 1000;

}  // namespace

int main(int count, char** arguments) {
  if (count > 1 && std::strcmp(arguments[1], "client") == 0) return Load(count, arguments);
  const bool queued = count > 1 && std::strcmp(arguments[1], "--queue") == 0;
  Host host;
  Echo::AsyncService service;
  std::unique_ptr<grpc::ServerCompletionQueue> queue;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", Credentials(count, arguments), &port);
  if (queued) {
    builder.RegisterService(&service);
    queue = builder.AddCompletionQueue();
  } else {
    builder.RegisterService(&host);
  }
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (!server) {
    std::fprintf(stderr, "cpp-echo: could not listen on 127.0.0.1\n");
    return 1;
  }
  std::printf("listening on 127.0.0.1:%d\n", port);
  std::fflush(stdout);
  if (!queued) {
    server->Wait();
    return 0;
  }
  for (int i = 0; i < kWaitingCalls; ++i) new QueuedCall(&service, queue.get());
  void* call = nullptr;
  bool ok = false;
  while (queue->Next(&call, &ok)) static_cast<QueuedCall*>(call)->Proceed(ok);
}
