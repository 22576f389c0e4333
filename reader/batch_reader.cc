#include <imrec/batch_reader.h>

#include <limits>
#include <utility>

#include "reader/reader_engine.h"

namespace imrec {
namespace {

// After a fork, the threads of the parent's engine do not exist in the child, and its locks may
// stay locked, so the engine cannot be destroyed. Its memory is leaked.
void LeaveToParent(std::unique_ptr<ReaderEngine>& engine) {
  if (engine && engine->owner() != ::getpid()) static_cast<void>(engine.release());
}

}  // namespace

BatchReader::BatchReader(ReaderConfig setup)
    : engine_(std::make_unique<ReaderEngine>(std::move(setup))) {}

BatchReader::BatchReader(BatchReader&&) noexcept = default;

BatchReader& BatchReader::operator=(BatchReader&& other) noexcept {
  std::swap(engine_, other.engine_);
  return *this;
}

BatchReader::~BatchReader() { LeaveToParent(engine_); }

ReaderEngine& BatchReader::engine() {
  if (engine_->owner() != ::getpid()) {
    auto mine = std::make_unique<ReaderEngine>(engine_->setup());
    mine->Restore(engine_->state());
    LeaveToParent(engine_);
    engine_ = std::move(mine);
  }
  return *engine_;
}

std::optional<Batch> BatchReader::Next() { return engine().Next(); }
bool BatchReader::WaitForNext(std::chrono::milliseconds timeout) {
  return engine().WaitForNext(timeout);
}
std::uint64_t BatchReader::size() const { return engine_->schedule().part_size(); }
std::uint64_t BatchReader::batches_in(std::uint32_t epoch) const {
  return engine_->schedule().batches_in(epoch);
}
const BatchShape& BatchReader::shape() const { return engine_->shape(); }
const std::vector<std::string>& BatchReader::class_names() const { return engine_->class_names(); }
std::size_t BatchReader::threads() const { return engine_->threads(); }
ReaderState BatchReader::state() const { return engine_->state(); }
void BatchReader::Restore(const ReaderState& state) { engine().Restore(state); }

void BatchReader::StartEpoch(Count epoch) {
  RequireRange("epoch", epoch, 0, std::numeric_limits<std::uint32_t>::max());
  engine().StartEpoch(static_cast<std::uint32_t>(epoch));
}
ReaderStats BatchReader::stats() const {
  if (engine_->owner() != ::getpid()) return {};  // this process has not read anything yet
  return engine_->stats();
}

}  // namespace imrec
