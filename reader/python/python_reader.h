// A reader that belongs to Python.
#ifndef IMREC_READER_PYTHON_PYTHON_READER_H_
#define IMREC_READER_PYTHON_PYTHON_READER_H_

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <imrec/batch_reader.h>
#include <imrec/classification_reader.h>
#include <imrec/detection_reader.h>

#include "reader/python/python_module.h"

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
  void Close();

  /// Throws Error(kInvalidArgument) after Close().
  const BatchReader& reader() const;
  ReaderStats stats() const { return reader().stats(); }

  const nb::object& log() const { return log_; }
  const nb::object& on_bad_record() const { return on_bad_record_; }
  void ForgetFunctions();

 private:
  class Turn;

  template <typename Reader, typename Labels>
  void Open(ReaderOptions options, const Labels& labels);
  void RequireOutermost() const;
  void WaitForNext();
  BatchReader& open();

  nb::object log_;
  nb::object on_bad_record_;
  std::unique_ptr<BatchReader> reader_;
  std::recursive_timed_mutex mutex_;
  int depth_ = 0;  // of calls in progress; more than one within on_bad_record
};

}  // namespace imrec::python

#endif  // IMREC_READER_PYTHON_PYTHON_READER_H_
