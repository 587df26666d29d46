"""What customers can have done about their orders: asked for, shown, agreed to, done once.

`Clerk` takes a wish as far as it goes; `OrderDesk` proposes and does; `naming` tells what words mean; `tools` is what
a language model sees.
"""
