"""Runs SQL texts on Apache DataFusion, the engine of InfluxDB 3, and prints what that server would answer: one JSON object a row, nulls left out.

Standard input: {"tables": {name: {"tags": [...], "columns": {column: [values]}}}, "questions": [{"q": text, "params": {...}}]}; a column `time` holds epoch ms.
Stand-in for InfluxDB 3: its schema `iox` is called `public` here. Tags are dictionaries of text, as there.
"""
import json
import sys

import datafusion
import pyarrow as pa

given = json.load(sys.stdin)
context = datafusion.SessionContext(datafusion.SessionConfig().with_information_schema(True))
for name, table in given["tables"].items():
    arrays, fields = [], []
    for column, values in table["columns"].items():
        if column == "time":
            array = pa.array([value * 1_000_000 for value in values], type=pa.timestamp("ns"))
        elif column in table["tags"]:
            array = pa.array(values, type=pa.string()).dictionary_encode()
        else:
            array = pa.array(values)
        arrays.append(array)
        fields.append(pa.field(column, array.type))
    batch = pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields))
    context.register_record_batches('"' + name.replace('"', '""') + '"', [[batch]])

answers = []
for question in given["questions"]:
    try:
        rows = context.sql(question["q"].replace("'iox'", "'public'"), param_values=question["params"]).to_pylist()
        lines = [json.dumps({k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in row.items() if v is not None}) for row in rows]
        answers.append({"status": 200, "body": "".join(line + "\n" for line in lines)})
    except Exception as error:
        answers.append({"status": 400, "body": json.dumps({"error": str(error)})})
print(json.dumps(answers))
