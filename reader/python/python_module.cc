#include "reader/python/python_module.h"

#include "reader/python/gil.h"

NB_MODULE(_imrec, module) {
  using namespace imrec::python;  // NOLINT(google-build-using-namespace): in this function only
  // Instances that live until the interpreter ends are no leak: it does not free all modules.
  nanobind::set_leak_warnings(false);
  module.doc() = "The C++ part of imrec; use it through the package imrec.";
  module.attr("__version__") = IMREC_VERSION;
  module.def("begin_interpreter_end", &BeginInterpreterEnd);
  module.def("finish_interpreter_end", &FinishInterpreterEnd);
  BindErrors(module);
  BindRecipe(module);
  BindBatch(module);
  BindRemoteOptions(module);
  BindReader(module);
  BindRecords(module);
  BindDataset(module);
  BindImages(module);
  BindAugmenter(module);
  BindWriter(module);
  BindLists(module);
}
