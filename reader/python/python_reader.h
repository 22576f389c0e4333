// A reader that belongs to Python.
#ifndef IMREC_READER_PYTHON_PYTHON_READER_H_
#define IMREC_READER_PYTHON_PYTHON_READER_H_

#include <sys/types.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <imrec/batch_reader.h>
#include <imrec/classification_reader.h>
#include <imrec/detection_reader.h>

#include "reader/python/python_module.h"
#include "reader/python/signal_watch.h"

namespace imrec::python {

/// Owns a reader and the Python functions that it calls. The Python object refers to these
/// functions itself, so that the garbage collector sees them.
///
/// Python threads may share it: each call has it alone. While a call waits, other Python threads
/// run, and signals are handled.
class PythonReader {
 public:
  PythonReader(ReaderOptions options, const DetectionLabels& labels, nb::object log,
               nb::object on_bad_record);
  PythonReader(ReaderOptions options, const ClassificationLabels& labels, nb::object log,
               nb::object on_bad_record);
  ~PythonReader();
  PythonReader(const PythonReader&) = delete;
  PythonReader& operator=(const PythonReader&) = delete;

  /// As BatchReader::Next(). Throws the Python exception of a signal handler, for example
  /// KeyboardInterrupt; no batch is lost then.
  std::optional<Batch> Next();
  void StartEpoch(std::uint64_t epoch);
  std::string state();
  void Restore(const std::string& state);
  /// Stops the workers. A thread that waits for a batch stops waiting. Within a call of the same
  /// thread, in a signal handler for example, the reader is closed when that call ends.
  void Close();
  /// The same, but gives up after a second if another thread does not end its call, and leaves the
  /// workers to the end of the process.
  void CloseAtExit();

  /// The reader, which stays while the result is used, although another thread closes it. Throws
  /// Error(kInvalidArgument) after Close().
  std::shared_ptr<const BatchReader> reader() const;
  ReaderStats stats() const { return reader()->stats(); }

  const nb::object& log() const { return log_; }
  const nb::object& on_bad_record() const { return on_bad_record_; }
  void ForgetFunctions();

 private:
  class Turn;

  template <typename Reader, typename Labels>
  void Open(ReaderOptions options, const Labels& labels);
  void RequireOutermost() const;
  void WaitForNext();
  void RequireOpen() const;
  void CloseNow();
  void StartInThisProcess();

  SignalWatch watch_;
  nb::object log_;
  nb::object on_bad_record_;
  // These are used by threads that have the GIL.
  std::shared_ptr<BatchReader> reader_;
  bool closing_ = false;
  pid_t process_;
  std::unique_ptr<std::recursive_timed_mutex> mutex_ =
      std::make_unique<std::recursive_timed_mutex>();
  int depth_ = 0;  // of calls in progress; more than one within a callback or a signal handler
};

}  // namespace imrec::python

#endif  // IMREC_READER_PYTHON_PYTHON_READER_H_
