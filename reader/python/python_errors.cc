// imrec::Error becomes imrec.Error, or the subclass for its code.
#include <exception>
#include <string>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <imrec/error.h>

#include "reader/python/gil.h"
#include "reader/python/python_module.h"

namespace imrec::python {
namespace {

nb::object PythonError(const Error& error) {
  const ErrorContext& where = error.where();
  return nb::module_::import_("imrec._errors")
      .attr("make_error")(ErrorCodeName(error.code()), TextOf(error.what()), TextOf(error.reason()),
                          TextOf(where.file), where.line, where.key, where.offset);
}

void Translate(const std::exception_ptr& exception, void* /*payload*/) {
  try {
    std::rethrow_exception(exception);
  } catch (const Error& error) {
    ParkIfInterpreterEnds();  // nobody reads the error of a reader that was closed for that
    try {
      const nb::object python_error = PythonError(error);
      PyErr_SetObject(python_error.type().ptr(), python_error.ptr());
    } catch (nb::python_error& failure) {
      failure.restore();  // for example KeyboardInterrupt
    }
  }
}

}  // namespace

nb::object ErrorObject(const Error& error) { return PythonError(error); }

void BindErrors(nb::module_& /*module*/) { nb::register_exception_translator(Translate); }

}  // namespace imrec::python
