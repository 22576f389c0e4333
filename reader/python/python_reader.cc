#include "reader/python/python_reader.h"
#include "reader/python/gil.h"

#include <chrono>
#include <string_view>
#include <utility>

namespace imrec::python {
namespace {

// How long a wait may delay the handling of a signal.
constexpr std::chrono::milliseconds kSignalInterval{50};

void HandleSignals() {
  if (PyErr_CheckSignals() != 0) throw nb::python_error();
}

}  // namespace

// A call that has the reader alone until it ends. Waits for another thread's call without the GIL.
class PythonReader::Turn {
 public:
  explicit Turn(PythonReader& owner) : owner_(owner) {
    while (!TryLock()) HandleSignals();
    ++owner_.depth_;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    --owner_.depth_;
    owner_.mutex_.unlock();
  }

 private:
  bool TryLock() {
    if (owner_.mutex_.try_lock()) return true;
    const GilRelease release;
    return owner_.mutex_.try_lock_for(kSignalInterval);
  }

  PythonReader& owner_;
};

PythonReader::PythonReader(ReaderOptions options, const DetectionLabels& labels, nb::object log,
                           nb::object on_bad_record)
    : log_(std::move(log)), on_bad_record_(std::move(on_bad_record)) {
  Open<DetectionReader>(std::move(options), labels);
}

PythonReader::PythonReader(ReaderOptions options, const ClassificationLabels& labels,
                           nb::object log, nb::object on_bad_record)
    : log_(std::move(log)), on_bad_record_(std::move(on_bad_record)) {
  Open<ClassificationReader>(std::move(options), labels);
}

PythonReader::~PythonReader() {
  const GilRelease release;
  reader_.reset();
}

template <typename Reader, typename Labels>
void PythonReader::Open(ReaderOptions options, const Labels& labels) {
  // Both are called in the thread of the caller, which has released the GIL.
  if (!log_.is_none()) {
    options.log = [this](std::string_view text) {
      const GilAcquire acquire;
      if (log_.is_valid()) log_(nb::str(text.data(), text.size()));
    };
  }
  if (!on_bad_record_.is_none()) {
    options.bad_records = BadRecordPolicy::kCallback;
    options.on_bad_record = [this](const Error& error) {
      const GilAcquire acquire;
      return !on_bad_record_.is_valid() || nb::cast<bool>(on_bad_record_(ErrorObject(error)));
    };
  }
  const GilRelease release;
  reader_ = std::make_unique<Reader>(std::move(options), labels);
}

const BatchReader& PythonReader::reader() const {
  if (!reader_) throw Error(ErrorCode::kInvalidArgument, "the loader is closed");
  return *reader_;
}

BatchReader& PythonReader::open() {
  static_cast<void>(reader());
  return *reader_;
}

void PythonReader::RequireOutermost() const {
  if (depth_ > 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "a function that a loader calls must not use the same loader");
  }
}

std::optional<Batch> PythonReader::Next() {
  const Turn turn(*this);
  RequireOutermost();
  BatchReader& reader = open();
  WaitForNext();
  const GilRelease release;
  return reader.Next();
}

void PythonReader::WaitForNext() {
  for (bool ready = false; !ready;) {
    {
      const GilRelease release;
      ready = reader_->WaitForNext(kSignalInterval);
    }
    HandleSignals();
  }
}

void PythonReader::StartEpoch(std::uint64_t epoch) {
  const Turn turn(*this);
  RequireOutermost();
  BatchReader& reader = open();
  const GilRelease release;
  reader.StartEpoch(epoch);
}

std::string PythonReader::state() {
  const Turn turn(*this);
  return ToJson(open().state());
}

void PythonReader::Restore(const std::string& state) {
  const Turn turn(*this);
  RequireOutermost();
  BatchReader& reader = open();
  const GilRelease release;
  reader.Restore(ReaderStateFromJson(state));
}

void PythonReader::Close() {
  const Turn turn(*this);
  RequireOutermost();
  const GilRelease release;
  reader_.reset();
}

void PythonReader::ForgetFunctions() {
  log_.reset();
  on_bad_record_.reset();
}

}  // namespace imrec::python
