// Case "extensions" where somebody asks for the extensions.
#pragma once

#include <string>
#include <vector>

#include "extensions.pb.h"

// The values of a message, from which another one is made.
struct ExtensibleValues {
  using Extensible = martlet::bench::codec::Extensible;
  using Note = martlet::bench::codec::Note;

  int64_t id;
  std::string name, owner;
  std::vector<int32_t> numbers;
  std::vector<std::string> labels;
  int32_t priority;
  double score;
  bool hidden;
  uint64_t token;
  Note note;
  std::vector<Note> notes;

  explicit ExtensibleValues(const Extensible& message);
  void Fill(Extensible* message) const;
};

inline ExtensibleValues::ExtensibleValues(const Extensible& message) {
  namespace bench = martlet::bench::codec;
  id = message.id();
  name = message.name();
  numbers.assign(message.numbers().begin(), message.numbers().end());
  priority = message.GetExtension(bench::priority);
  owner = message.GetExtension(bench::owner);
  score = message.GetExtension(bench::score);
  note = message.GetExtension(bench::note);
  for (const auto& label : message.GetRepeatedExtension(bench::labels)) labels.push_back(label);
  hidden = message.GetExtension(bench::hidden);
  token = message.GetExtension(bench::token);
  for (const auto& each : message.GetRepeatedExtension(bench::notes)) notes.push_back(each);
}

inline void ExtensibleValues::Fill(Extensible* message) const {
  namespace bench = martlet::bench::codec;
  message->set_id(id);
  message->set_name(name);
  for (int32_t number : numbers) message->add_numbers(number);
  message->SetExtension(bench::priority, priority);
  message->SetExtension(bench::owner, owner);
  message->SetExtension(bench::score, score);
  *message->MutableExtension(bench::note) = note;
  for (const auto& label : labels) message->AddExtension(bench::labels, label);
  message->SetExtension(bench::hidden, hidden);
  message->SetExtension(bench::token, token);
  for (const auto& each : notes) *message->AddExtension(bench::notes) = each;
}

// Reads every extension, and hands each value to `use` by its address.
template <typename Use>
void ReadExtensions(const martlet::bench::codec::Extensible& message, Use use) {
  namespace bench = martlet::bench::codec;
  int32_t priority = message.GetExtension(bench::priority);
  use(&priority);
  use(&message.GetExtension(bench::owner));
  double score = message.GetExtension(bench::score);
  use(&score);
  use(&message.GetExtension(bench::note));
  use(&message.GetRepeatedExtension(bench::labels));
  bool hidden = message.GetExtension(bench::hidden);
  use(&hidden);
  uint64_t token = message.GetExtension(bench::token);
  use(&token);
  use(&message.GetRepeatedExtension(bench::notes));
}
