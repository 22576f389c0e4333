// Values of batches and samples as Python sees them.
#ifndef IMREC_READER_PYTHON_PYTHON_BATCH_H_
#define IMREC_READER_PYTHON_PYTHON_BATCH_H_

#include <cstddef>
#include <vector>

#include <imrec/batch.h>
#include <imrec/sample_plan.h>

#include "reader/python/python_module.h"

namespace imrec::python {

/// The plan of a sample, as a dictionary of numbers and tuples.
nb::dict DictOf(const SamplePlan& plan);

/// The shape of the labels of a full batch: a row per object, or of values.
std::vector<std::size_t> LabelDims(const BatchShape& shape);

}  // namespace imrec::python

#endif  // IMREC_READER_PYTHON_PYTHON_BATCH_H_
