#include "reader/python/python_reader.h"
#include "reader/python/gil.h"

#include <unistd.h>

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

// As Python's `if`: functions may return None, or a bool of NumPy.
bool IsTrue(const nb::object& value) {
  const int truth = PyObject_IsTrue(value.ptr());
  if (truth < 0) throw nb::python_error();
  return truth == 1;
}

}  // namespace

// A call that has the reader alone until it ends. Waits for another thread's call without the GIL,
// until `deadline`.
class PythonReader::Turn {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Turn(PythonReader& owner, Clock::time_point deadline = Clock::time_point::max())
      : owner_(owner) {
    owner_.StartInThisProcess();
    while (!(locked_ = TryLock()) && Clock::now() < deadline) HandleSignals();
    if (locked_) ++owner_.depth_;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (!locked_) return;
    --owner_.depth_;
    owner_.mutex_->unlock();
  }

  bool locked() const { return locked_; }

 private:
  bool TryLock() {
    if (owner_.mutex_->try_lock()) return true;
    const GilRelease release;
    return owner_.mutex_->try_lock_for(kSignalInterval);
  }

  PythonReader& owner_;
  bool locked_ = false;
};

PythonReader::PythonReader(ReaderOptions options, const DetectionLabels& labels, nb::object log,
                           nb::object on_bad_record)
    : log_(std::move(log)), on_bad_record_(std::move(on_bad_record)), process_(::getpid()) {
  Open<DetectionReader>(std::move(options), labels);
}

PythonReader::PythonReader(ReaderOptions options, const ClassificationLabels& labels,
                           nb::object log, nb::object on_bad_record)
    : log_(std::move(log)), on_bad_record_(std::move(on_bad_record)), process_(::getpid()) {
  Open<ClassificationReader>(std::move(options), labels);
}

PythonReader::~PythonReader() { CloseNow(); }

template <typename Reader, typename Labels>
void PythonReader::Open(ReaderOptions options, const Labels& labels) {
  // Both are called in the thread of the caller, which has released the GIL.
  if (!log_.is_none()) {
    options.log = [this](std::string_view text) {
      const GilAcquire acquire;
      if (log_.is_valid()) log_(TextOf(text));
    };
  }
  if (!on_bad_record_.is_none()) {
    options.bad_records = BadRecordPolicy::kCallback;
    options.on_bad_record = [this](const Error& error) {
      const GilAcquire acquire;
      return !on_bad_record_.is_valid() || IsTrue(on_bad_record_(ErrorObject(error)));
    };
  }
  options.access.remote.on_wait = watch_.on_wait();
  const GilRelease release;
  watch_.EndingAllThreads([&] { reader_ = std::make_shared<Reader>(std::move(options), labels); });
}

// In a forked child, the mutex may be locked by a thread that does not exist there.
void PythonReader::StartInThisProcess() {
  if (process_ == ::getpid()) return;
  static_cast<void>(mutex_.release());
  mutex_ = std::make_unique<std::recursive_timed_mutex>();
  depth_ = 0;
  process_ = ::getpid();
}

void PythonReader::RequireOpen() const {
  if (!reader_ || closing_) throw Error(ErrorCode::kInvalidArgument, "the loader is closed");
}

std::shared_ptr<const BatchReader> PythonReader::reader() const {
  RequireOpen();
  return reader_;
}

void PythonReader::RequireOutermost() const {
  if (depth_ > 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "a function that is called during a call to a loader must not use this loader, "
                "except to close it or to take its state");
  }
}

std::optional<Batch> PythonReader::Next() {
  const Turn turn(*this);
  RequireOutermost();
  RequireOpen();
  WaitForNext();
  std::optional<Batch> batch;
  {
    const GilRelease release;
    batch = reader_->Next();
  }
  if (closing_) CloseNow();
  return batch;
}

void PythonReader::WaitForNext() {
  for (bool ready = false; !ready;) {
    {
      const GilRelease release;
      ready = reader_->WaitForNext(kSignalInterval);
    }
    HandleSignals();
    if (closing_) {
      CloseNow();
      RequireOpen();
    }
  }
}

void PythonReader::StartEpoch(std::uint64_t epoch) {
  const Turn turn(*this);
  RequireOutermost();
  RequireOpen();
  const GilRelease release;
  reader_->StartEpoch(epoch);
}

std::string PythonReader::state() {
  const Turn turn(*this);
  return ToJson(reader()->state());
}

void PythonReader::Restore(const std::string& state) {
  const Turn turn(*this);
  RequireOutermost();
  RequireOpen();
  const GilRelease release;
  reader_->Restore(ReaderStateFromJson(state));
}

void PythonReader::Close() {
  closing_ = true;
  const Turn turn(*this);
  if (depth_ == 1) CloseNow();
}

void PythonReader::CloseAtExit() {
  closing_ = true;
  const Turn turn(*this, Turn::Clock::now() + std::chrono::seconds(1));
  if (turn.locked() && depth_ == 1) CloseNow();
}

// The workers end without the GIL.
void PythonReader::CloseNow() {
  std::shared_ptr<BatchReader> reader = std::move(reader_);
  reader_.reset();
  const GilRelease release;
  reader.reset();
}

void PythonReader::ForgetFunctions() {
  log_.reset();
  on_bad_record_.reset();
}

}  // namespace imrec::python
