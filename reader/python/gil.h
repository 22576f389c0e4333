// The global interpreter lock (GIL), also while the interpreter ends.
//
// Daemon threads still run when the interpreter ends. A thread that then takes the GIL is ended in
// the middle of its C++ functions, which aborts the process (before Python 3.14). So from
// BeginInterpreterEnd() on, such threads are parked for ever instead.
#ifndef IMREC_READER_PYTHON_GIL_H_
#define IMREC_READER_PYTHON_GIL_H_

#include <optional>

#include "reader/python/python_module.h"

namespace imrec::python {

/// Releases the GIL during its lifetime. Used instead of nb::gil_scoped_release.
class GilRelease {
 public:
  GilRelease() : state_(PyEval_SaveThread()) {}
  GilRelease(const GilRelease&) = delete;
  GilRelease& operator=(const GilRelease&) = delete;
  ~GilRelease();

 private:
  PyThreadState* state_;
};

/// Takes the GIL during its lifetime. Used instead of nb::gil_scoped_acquire.
class GilAcquire {
 public:
  GilAcquire();

 private:
  std::optional<nb::gil_scoped_acquire> gil_;
};

/// The thread that ends the interpreter calls this before it closes readers. From then on, errors
/// in other threads, such as that of using a closed reader, park them.
void BeginInterpreterEnd();
/// The same thread calls this afterwards. From then on, no other thread takes the GIL here; returns
/// when those that are taking it have it.
void FinishInterpreterEnd();

/// Parks the calling thread, which has the GIL, if another thread ends the interpreter.
void ParkIfInterpreterEnds();

}  // namespace imrec::python

#endif  // IMREC_READER_PYTHON_GIL_H_
