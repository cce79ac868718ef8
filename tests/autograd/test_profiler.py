"""torch.profiler: named blocks are timed, steps follow the schedule, and programs that profile themselves run."""

import json

import gradcli as torch
from gradcli.autograd.profiler import ProfilerAction, ProfilerActivity, profile, record_function, schedule, tensorboard_trace_handler


def test_named_blocks_are_counted_and_timed():
    with profile(activities=[ProfilerActivity.CPU], record_shapes=True) as running:
        for _ in range(3):
            with record_function("model"):
                torch.ones(2).sum()
    (row,) = running.key_averages()
    assert (row.key, row.count) == ("model", 3)
    assert 0 < row.cpu_time < row.cpu_time_total
    assert running.key_averages().table(sort_by="cpu_time_total", row_limit=5).splitlines()[-1].split()[0] == "model"


def test_a_function_may_be_named_and_nothing_is_kept_outside_of_a_profile():
    @record_function("step")
    def step():
        return 1

    with profile() as running:
        step()
    step()
    assert [event.name for event in running.events()] == ["step"]
    assert torch.autograd.profiler.profile is torch.profiler.profile


def test_a_schedule_turns_through_waiting_warming_up_and_recording():
    none, warmup, record, save = ProfilerAction
    steps = schedule(wait=1, warmup=1, active=2, repeat=1, skip_first=1)
    assert [steps(i) for i in range(6)] == [none, none, warmup, record, save, none]


def test_the_handler_is_called_where_the_schedule_saves(tmp_path):
    at = []
    with profile(schedule=schedule(wait=1, warmup=0, active=1), on_trace_ready=lambda p: at.append(p.step_num)) as running:
        for _ in range(4):
            running.step()
    assert at == [2, 4]
    with profile(on_trace_ready=tensorboard_trace_handler(str(tmp_path))), record_function("all"):
        pass
    (file,) = tmp_path.iterdir()
    assert [event["name"] for event in json.loads(file.read_text())["traceEvents"]] == ["all"]
