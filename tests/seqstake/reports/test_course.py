"""The course of a run."""

from collections import Counter

from differential.campaign.tally import Tally
from seqstake.reports.course import MOMENTS, Course, Moment, Search


def test_a_moment_counts_what_was_seen_by_then() -> None:
    tally = Tally(
        accepted=Counter({"Pause": 2, "Slash": 1, "Leave": 0, "Unknown": 1}),
        rejected=Counter({("Slash", "ZeroAddress"): 4, ("Slash", "NotPaused"): 1}),
    )
    course = Course()
    course.note(1.26, 240, tally, {"one": True, "two": False}, 30, 5)
    assert course.moments == [Moment(1.3, 240, 30, 5, accepted=4, rejected=5, outcomes=3, canaries=1)]


def test_a_long_course_is_thinned_out_and_keeps_its_ends() -> None:
    course, tally = Course(), Tally()
    for number in range(10 * MOMENTS):
        moment = course.note(float(number), number, tally, {})
        if number == 7:
            course.search = moment
    calls = [moment.calls for moment in course.moments]
    assert MOMENTS / 2 <= len(calls) <= MOMENTS
    assert (calls[0], calls[-1]) == (0, 10 * MOMENTS - 1)
    assert calls == sorted(calls)
    assert course.searched(0.0).begun == 7.0


def test_a_search_that_never_began_took_no_time() -> None:
    course = Course()
    course.note(3.0, 0, Tally(), {})
    assert course.searched(0.0) == Search(0, 3.0, 0.0, 0, 0.0, tuple(course.moments), False, "", 0)
    assert Course().searched(0.0).course == ()


def test_the_last_novelty_of_a_search_without_features_is_the_last_new_end_of_a_call() -> None:
    course, tally = Course(), Tally()
    course.search = course.note(2.0, 0, tally, {})
    tally.accepted["Pause"] += 1
    course.note(5.0, 1, tally, {})
    tally.accepted["Pause"] += 1
    course.note(9.0, 2, tally, {})
    assert course.newest == 3.0
