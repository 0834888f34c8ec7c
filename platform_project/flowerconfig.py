"""Flower's settings, given by ``--conf=platform_project/flowerconfig.py``; its login is FLOWER_BASIC_AUTH.

A task's arguments are the id of its execution, which is also its root, and the phase: searching for the id of
a run finds all of its tasks. Its result is the word that the engine gives for what came of the message.
"""

tasks_columns = "name,args,state,result,received,runtime,worker"
